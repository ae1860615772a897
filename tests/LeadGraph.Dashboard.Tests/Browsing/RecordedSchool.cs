using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Dashboard.Tests.Browsing;

/// <summary>The service over a copy of the reference data, with a store whose changes the test records.</summary>
public sealed class RecordedSchool : IAsyncDisposable
{
    private RecordedSchool(ServiceHost host) => Host = host;

    public ServiceHost Host { get; }

    /// <summary>Starts the service; four changes were recorded today, two of them to hot, and two yesterday.</summary>
    /// <param name="timeZone">The scoring time zone.</param>
    public static async Task<RecordedSchool> StartAsync(string timeZone = "UTC")
    {
        string reference = await ReferenceData.DatabaseAsync(DatabaseProvider.Sqlite);
        string file = ReferenceData.NewSqliteFile();
        File.Copy(reference["Data Source=".Length..], file);
        string database = $"Data Source={file}";
        await ChangingDatabase.InstallAsync(database);
        var school = new RecordedSchool(await ServiceHost.StartAsync(
            database, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "01:00:00"),
            ("LeadGraph:Scoring:TimeZone", timeZone)));
        await school.RecordAsync(1001, 2, 3, hoursAgo: 30);
        await school.RecordAsync(1002, 2, 1, hoursAgo: 29);
        await school.RecordAsync(1001, 3, 2, hoursAgo: 8);
        await school.RecordAsync(1016, 2, 3, hoursAgo: 7);
        await school.RecordAsync(1004, null, 0, hoursAgo: 6);
        await school.RecordAsync(1001, 2, 3, hoursAgo: 5);
        return school;
    }

    /// <summary>Records a change of tier, as numbers: 0 for cold to 3 for hot.</summary>
    public async Task RecordAsync(long user, int? previous, int current, double hoursAgo)
    {
        await using StoreConnection store =
            await Host.Services.GetRequiredService<LeadStore>().OpenAsync(CancellationToken.None);
        await store.ExecuteAsync("""
            INSERT INTO leadgraph.tier_changes (user_id, previous, current, reason, changed_at)
            VALUES (@user, @previous, @current, @reason, @at)
            """,
            CancellationToken.None, ("user", user), ("previous", previous), ("current", current),
            ("reason", current < previous ? 1 : 0), ("at", Host.Clock.Now.UtcDateTime.AddHours(-hoursAgo)));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }
}
