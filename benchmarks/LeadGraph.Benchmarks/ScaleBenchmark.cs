using System.Globalization;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Benchmarks;

/// <summary>Measures one size of history.</summary>
/// <param name="events">How many events there are.</param>
/// <param name="seconds">How long each load lasts.</param>
public sealed partial class ScaleBenchmark(long events, int seconds)
{
    private const string RestPath = "/api/user-activity";
    private const string GraphQLPath = "/graphql";
    private const string Document = """
        {"query":"{ userActivity(first: 100) { nodes { userId username firstName email totalEvents activeDays lastActivity leadScore } } }"}
        """;

    private static readonly ScoringRules Rules = new();

    private readonly Report _report = new(events);

    /// <summary>Makes the history, measures, and removes it.</summary>
    public async Task<Report> RunAsync()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        try
        {
            string admin = await server.CreateDatabaseAsync();
            await History.ExecuteAsync(admin, "ALTER SYSTEM SET shared_buffers = '2GB'");
            await History.ExecuteAsync(admin, "ALTER SYSTEM SET max_wal_size = '8GB'");
            server.Stop();
            server.Start();
            NpgsqlConnection.ClearAllPools();
            string database = await History.CreateAsync(server, events);
            await MeasureAsync(database);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            server.Stop();
        }

        return _report;
    }

    private async Task MeasureAsync(string database)
    {
        double documented = _report.Add("documented SQL, by psql", "ms", DocumentedMilliseconds(database));
        double livePage = _report.Add("a page, Live", "ms", await PageAsync(database, ActivityMode.Live, 5));

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
        await MeasureTicksAsync(source);
        double page = _report.Add("a page, Maintained", "ms", await PageAsync(database, ActivityMode.Maintained, 201));
        _report.Add("documented SQL : page, Maintained", "×", documented / page);
        _report.Add("Live : Maintained", "×", livePage / page);

        await MeasureServerAsync(database, "Live", "Live", cacheSeconds: 0);
        await MeasureServerAsync(database, "Maintained", "Maintained", cacheSeconds: 0);
        var (rest, graphQL) = await MeasureServerAsync(database, "cached", "Maintained", cacheSeconds: 5);
        await MeasureCeilingAsync(database, rest, graphQL);
    }

    private async Task MeasureTicksAsync(NpgsqlDataSource source)
    {
        var tick = new ActivityTick(source, Rules, new ActivityOptions());
        async Task TickAsync(bool rebuild)
            => await tick.RunAsync(DateTime.UtcNow, TimeSpan.Zero, rebuild, CancellationToken.None);

        _report.Add("first computation", "ms", await Load.MillisecondsAsync(1, () => TickAsync(rebuild: false)));
        await using (NpgsqlCommand vacuum = source.CreateCommand("VACUUM ANALYZE leadgraph.user_activity"))
        {
            await vacuum.ExecuteNonQueryAsync();
        }

        await TickAsync(rebuild: false);
        _report.Add("tick, nothing new", "ms", await Load.MillisecondsAsync(5, () => TickAsync(rebuild: false)));
        var taken = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            await using NpgsqlCommand insert = source.CreateCommand($"""
                INSERT INTO events (user_id, event_type, created_at)
                SELECT 1 + floor({History.Users} * power(random(), 2)), 'message', now() FROM generate_series(1, 1000)
                """);
            await insert.ExecuteNonQueryAsync();
            taken.Add(await Load.MillisecondsAsync(1, () => TickAsync(rebuild: false)));
        }

        _report.Add("tick, 1,000 new events", "ms", taken.Order().ElementAt(2));
        _report.Add("rebuild", "ms", await Load.MillisecondsAsync(1, () => TickAsync(rebuild: true)));
    }

    private static async Task<double> PageAsync(string database, ActivityMode mode, int times)
    {
        using var leads = new LeadDatabase(
            DatabaseConnection.Parse(database, ""), Options.Create(new ActivityOptions { Mode = mode }),
            NullLoggerFactory.Instance);
        await leads.ReadCatalogAsync(CancellationToken.None);
        async Task ReadAsync()
        {
            await using LeadGraphDbContext db = leads.CreateContext();
            List<UserActivity> page = await db.UserActivity(Rules, DateTime.UtcNow, mayReadPersonalData: true)
                .OrderByDescending(x => x.TotalEvents).ThenBy(x => x.UserId).Take(100).ToListAsync();
            if (page.Count != 100)
            {
                throw new InvalidOperationException($"A page of {page.Count} rows.");
            }
        }

        await Load.MillisecondsAsync(3, ReadAsync);
        return await Load.MillisecondsAsync(times, ReadAsync);
    }

    private async Task<(double RestRate, double GraphQLRate)> MeasureServerAsync(
        string database, string name, string mode, int cacheSeconds)
    {
        using ServerProcess server = await ServerProcess.StartLeadGraphAsync(
            ("ConnectionStrings__LeadGraph", database),
            ("LeadGraph__Activity__Mode", mode),
            ("LeadGraph__Cache__Seconds", $"{cacheSeconds}"));
        // Once for the compiler.
        Load.RequestsPerSecond(server.Url + RestPath, seconds);
        double rest = _report.Add(
            $"REST, {name}", "/s", Load.RequestsPerSecond(server.Url + RestPath, seconds));
        Load.RequestsPerSecond(server.Url + GraphQLPath, seconds, Document);
        double graphQL = _report.Add(
            $"GraphQL, {name}", "/s", Load.RequestsPerSecond(server.Url + GraphQLPath, seconds, Document));
        _report.Add($"memory of the server, {name}", "MB", server.Megabytes);
        return (rest, graphQL);
    }

    private async Task MeasureCeilingAsync(string database, double rest, double graphQL)
    {
        foreach (var (name, rate, isPost) in new[] { ("REST", rest, false), ("GraphQL", graphQL, true) })
        {
            string file = Path.GetTempFileName();
            using (ServerProcess service = await ServerProcess.StartLeadGraphAsync(
                ("ConnectionStrings__LeadGraph", database), ("LeadGraph__Activity__Mode", "Maintained")))
            {
                using var client = new HttpClient();
                using HttpResponseMessage answer = isPost
                    ? await client.PostAsync(service.Url + GraphQLPath,
                        new StringContent(Document, System.Text.Encoding.UTF8, "application/json"))
                    : await client.GetAsync(service.Url + RestPath);
                await File.WriteAllBytesAsync(file, await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
            }

            using ServerProcess server = await ServerProcess.StartStaticAsync(file);
            Load.RequestsPerSecond(server.Url, seconds);
            double ceiling = _report.Add(
                $"static, {new FileInfo(file).Length:N0} bytes as {name}", "/s", Load.RequestsPerSecond(server.Url, seconds));
            _report.Add($"{name}, cached : static", "%", 100 * rate / ceiling);
        }
    }

    private static double DocumentedMilliseconds(string database)
    {
        var given = new NpgsqlConnectionStringBuilder(database);
        string[] arguments = ["-h", given.Host!, "-p", $"{given.Port}", "-U", given.Username!, "-d", given.Database!,
            "-X", "-o", "/dev/null", "-c", "\\timing on"];
        string output = Load.Output("psql",
            [.. arguments, .. Enumerable.Range(0, 5).SelectMany(_ => new[] { "-c", History.DocumentedSql })]);
        return Timing().Matches(output)
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Order().ElementAt(2);
    }

    [GeneratedRegex(@"Time: ([\d.]+) ms")]
    private static partial Regex Timing();
}
