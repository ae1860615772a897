using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadGraph.Tests.Data;

public class LeadSnapshotTests
{
    private const string Registration = "INSERT INTO free_lesson_registrations (user_id) VALUES (1)";

    [PostgreSqlFact]
    public async Task Snapshot_OnPostgreSql_DoesNotSeeWhatIsWrittenMeanwhile()
    {
        string database = await NewPostgreSqlAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        await using LeadSnapshot snapshot = await OpenAsync(host);

        Assert.Equal(0, await snapshot.Db.Registrations.CountAsync());
        await PostgreSqlServer.ExecuteAsync(database, Registration);

        Assert.Equal(0, await snapshot.Db.Registrations.CountAsync());
        Assert.Equal(1, await host.WithDatabaseAsync(db => db.Registrations.CountAsync()));
    }

    [PostgreSqlFact]
    public async Task Snapshot_OnPostgreSql_CannotWrite()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await NewPostgreSqlAsync());
        await using LeadSnapshot snapshot = await OpenAsync(host);

        PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(
            () => snapshot.Db.Database.ExecuteSqlRawAsync(Registration));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
    }

    [Fact]
    public async Task Snapshot_OnSqlite_DoesNotSeeWhatIsWrittenMeanwhile()
    {
        string file = ReferenceData.NewSqliteFile();
        // With a write-ahead log writers need not wait until readers are done.
        ReferenceData.ExecuteSqlite(file, $"PRAGMA journal_mode = WAL; {ReferenceData.SqliteTables}");
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        await using LeadSnapshot snapshot = await OpenAsync(host);

        Assert.Equal(0, await snapshot.Db.Registrations.CountAsync());
        ReferenceData.ExecuteSqlite(file, Registration);

        Assert.Equal(0, await snapshot.Db.Registrations.CountAsync());
        Assert.Equal(1, await host.WithDatabaseAsync(db => db.Registrations.CountAsync()));
    }

    private static async Task<string> NewPostgreSqlAsync()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        return database;
    }

    private static async Task<LeadSnapshot> OpenAsync(ServiceHost host)
        => (await host.Services.GetRequiredService<DatabaseReader>().OpenSnapshotAsync(
            "caller", (_, _) => Task.FromResult(0), CancellationToken.None)).Snapshot;
}
