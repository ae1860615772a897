using System.Globalization;
using System.Text;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Leads.Paging;

/// <summary>A service over random leads with NULLs and ties in every column, and walks through its pages.</summary>
public sealed class RandomLeads : IAsyncDisposable
{
    /// <summary>How many there are at the beginning; their ids are 1, 2, ….</summary>
    public const int Count = 40;

    private static readonly string[] Names =
        ["NULL", "NULL", "''", "'N/A'", "'a'", "'A'", "'b'", "'B'", "'ä'", "'анна'", "'\"]['", "'🔥'", "'ﬀ'"];

    // On SQLite one time has several texts.
    private static readonly string[] Times =
    [
        "2025-09-10 14:00:00", "2025-09-10 14:00:00.000", "2025-09-10 14:00:00.5", "2025-09-10 14:00:00.500",
        "2025-09-10 14:00:00.500001", "2025-09-09 14:00:00.123456", "2025-09-08 01:00:00", "2025-09-04 00:00:00.25"
    ];

    private readonly Func<string, Task> _execute;

    private RandomLeads(ServiceHost host, Func<string, Task> execute) => (Host, _execute) = (host, execute);

    public ServiceHost Host { get; }

    /// <summary>Starts the service.</summary>
    public static async Task<RandomLeads> StartAsync(DatabaseProvider provider, int seed, bool maintained = false)
    {
        string rows = Rows(new Random(seed));
        if (provider == DatabaseProvider.Sqlite)
        {
            string file = ReferenceData.NewSqliteFile();
            ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables + rows);
            return new(
                await ServiceHost.StartAsync($"Data Source={file}"),
                sql => Task.Run(() => ReferenceData.ExecuteSqlite(file, sql)));
        }

        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"{ReferenceData.PostgreSqlTables} SET timezone = 'UTC'; {rows}");
        if (!maintained)
        {
            return new(await ServiceHost.StartAsync(database), sql => PostgreSqlServer.ExecuteAsync(database, sql));
        }

        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database))
        {
            await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
        }

        ServiceHost host = await ServiceHost.StartAsync(database, Maintained.MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        return new(host, sql => PostgreSqlServer.ExecuteAsync(database, sql));
    }

    /// <summary>Runs SQL on the database.</summary>
    public Task ExecuteAsync(string sql) => _execute(sql);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static string Rows(Random random)
    {
        var sql = new StringBuilder("INSERT INTO free_lesson_registrations VALUES ");
        for (int user = 1; user <= Count; user++)
        {
            string time = random.Next(4) == 0 ? "NULL" : $"'{Times[random.Next(Times.Length)]}'";
            sql.Append(user == 1 ? "" : ",").Append(
                CultureInfo.InvariantCulture, $"({user}, {Name()}, {Name()}, {Name()}, {time})");
        }

        sql.Append("; INSERT INTO events (id, user_id, created_at) VALUES (1000000, NULL, NULL)");
        int id = 0;
        for (int user = 1; user <= Count; user++)
        {
            for (int events = random.Next(3) == 0 ? 0 : random.Next(7); events > 0; events--)
            {
                sql.Append(CultureInfo.InvariantCulture, $",({++id}, {user}, '{Times[random.Next(Times.Length)]}')");
            }
        }

        return sql.Append(';').ToString();

        string Name() => Names[random.Next(Names.Length)];
    }
}
