using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Maintained.Sql;
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
    internal const string RestPath = "/api/user-activity";
    internal const string GraphQLPath = "/graphql";
    internal const string Document = "{\"query\":\"{ userActivity(first: 100) { nodes { "
        + "userId username firstName email totalEvents activeDays lastActivity leadScore } } }\"}";

    private const string HotDocument = "{\"query\":\"{ userActivity(first: 100, leadScore: HOT) { nodes { "
        + "userId username firstName email totalEvents activeDays lastActivity leadScore } } }\"}";

    private static readonly string HistoryDocument = "{\"query\":\"{ leadScoreHistory(from: \\\""
        + $"{DateTime.UtcNow.AddDays(-90):yyyy-MM-dd}\\\") {{ date hot warm cool cold }} }}\"}}";

    private const string SummaryDocument = "{\"query\":\"{ leadScoreSummary { leadScore users } }\"}";

    private const string Explanation = "leadScore fallsAt fallsTo explanation { windowStart next { points activeDays } "
        + "days { date events points } eventTypes { eventType events points lastAt } }";

    private const string Bare = "count per user of the window";
    private const string Documented = "documented SQL";

    private const int LiveRounds = 9;
    private const int WarmUps = 2;

    private static readonly ScoringRules Rules = new();

    private readonly Report _report = new(events);

    /// <summary>Makes the history, measures, and removes it.</summary>
    public async Task<Report> RunAsync()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate(isDurable: true);
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
        await MeasureLiveServerAsync(database);

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
        await MeasureKeptHistoryAsync(database);
        await MeasureTicksAsync(source);
        double page = _report.Add("a page, Maintained", "ms", await PageAsync(database, ActivityMode.Maintained, 201));
        _report.Add("a page past 50,000 leads, Maintained", "ms", await PageAsync(
            database, ActivityMode.Maintained, 21, x => x.OrderByDescending(y => y.TotalEvents).ThenBy(y => y.UserId)
                .Skip(History.Users / 2)));
        _report.Add("a page by first name, Maintained", "ms", await PageAsync(
            database, ActivityMode.Maintained, 21, x => x.OrderBy(y => y.FirstName).ThenBy(y => y.UserId)));
        _report.Add("a page of a search, Maintained", "ms", await PageAsync(
            database, ActivityMode.Maintained, 21, x => x.Matching("user77")
                .OrderByDescending(y => y.TotalEvents).ThenBy(y => y.UserId)));
        _report.Add("documented SQL : page, Maintained", "×", documented / page);
        _report.Add("Live : Maintained", "×", livePage / page);

        await MeasureExplanationsAsync(database);
        await new PageBenchmark(_report, seconds).RunAsync(database);
    }

    private async Task MeasureKeptHistoryAsync(string database)
    {
        using ServerProcess server = await StartAsync(
            database, ActivityMode.Live, cacheSeconds: 0, ("LeadGraph__Limits__ExecutionTimeout", "00:05:00"));
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        Task ReadAsync() => AskAsync(client, server.Url + GraphQLPath, HistoryDocument);
        await ReadAsync();
        _report.Add("GraphQL, 90 days of tiers, kept", "ms", await Load.MillisecondsAsync(21, ReadAsync));
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
        _report.Add("tick, nothing new", "ms", await Load.MillisecondsAsync(11, () => TickAsync(rebuild: false)));
        var taken = new List<double>();
        for (int i = 0; i < 11; i++)
        {
            await using NpgsqlCommand insert = source.CreateCommand($"""
                INSERT INTO events (user_id, event_type, created_at)
                SELECT 1 + floor({History.Users} * power(random(), 2)), 'message', now() FROM generate_series(1, 1000)
                """);
            await insert.ExecuteNonQueryAsync();
            taken.Add(await Load.MillisecondsAsync(1, () => TickAsync(rebuild: false)));
        }

        _report.Add("tick, 1,000 new events", "ms", taken.Order().ElementAt(5));
        _report.Add("rebuild", "ms", await Load.MillisecondsAsync(5, () => TickAsync(rebuild: true)));
    }

    private static async Task<double> PageAsync(
        string database, ActivityMode mode, int times,
        Func<IQueryable<UserActivity>, IQueryable<UserActivity>>? order = null)
    {
        // Live computes for as long as it takes, here.
        using var leads = new LeadDatabase(
            DatabaseConnection.Parse(database + ";Command Timeout=600", ""),
            Options.Create(new ActivityOptions { Mode = mode }), new MaintainedTableCheck(TimeProvider.System),
            NullLoggerFactory.Instance);
        await leads.ReadCatalogAsync(CancellationToken.None);
        async Task ReadAsync()
        {
            await using LeadGraphDbContext db = leads.CreateContext();
            IQueryable<UserActivity> activity =
                db.UserActivity(Rules, DateTime.UtcNow, mayReadPersonalData: true, forPage: true);
            activity = order is null
                ? activity.OrderByDescending(x => x.TotalEvents).ThenBy(x => x.UserId) : order(activity);
            List<UserActivity> page = await activity.Take(100).ToListAsync();
            if (page.Count != 100)
            {
                throw new InvalidOperationException($"A page of {page.Count} rows.");
            }
        }

        await Load.MillisecondsAsync(3, ReadAsync);
        return await Load.MillisecondsAsync(times, ReadAsync);
    }

    // One caller at a time, because what is computed takes both cores; in rounds, as the servers below. The SQL comes
    // over a connection that stays open, as those of the server do.
    private async Task MeasureLiveServerAsync(string database)
    {
        using ServerProcess live = await StartAsync(
            database + ";Command Timeout=600", ActivityMode.Live, cacheSeconds: 0,
            ("LeadGraph__Limits__ExecutionTimeout", "00:05:00"));
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        (string Name, Func<Task> Read)[] reads =
        [
            (Bare, () => QueryAsync(connection, History.BareSql)),
            (Documented, () => QueryAsync(connection, History.DocumentedSql)),
            ("REST, Live, one caller", () => AskAsync(client, live.Url + RestPath)),
            ("GraphQL, Live, one caller", () => AskAsync(client, live.Url + GraphQLPath, Document)),
            ("REST, Live, hot leads", () => AskAsync(client, live.Url + RestPath + "?lead_score=hot")),
            ("GraphQL, Live, hot leads", () => AskAsync(client, live.Url + GraphQLPath, HotDocument)),
            ("GraphQL, Live, summary of tiers", () => AskAsync(client, live.Url + GraphQLPath, SummaryDocument)),
            ("GraphQL, 90 days of tiers, counted", () => AskAsync(client, live.Url + GraphQLPath, HistoryDocument))
        ];
        var taken = reads.ToDictionary(read => read.Name, _ => new List<double>());
        for (int round = -WarmUps; round < LiveRounds; round++)
        {
            foreach (var (name, read) in reads)
            {
                double milliseconds = await Load.MillisecondsAsync(1, read);
                if (round >= 0)
                {
                    taken[name].Add(milliseconds);
                }
            }
        }

        foreach (var (name, _) in reads)
        {
            _report.Add(name, "ms", Middle(taken[name]));
        }

        foreach (string name in reads.Select(read => read.Name).Except([Bare, Documented]))
        {
            _report.Add($"{name} : documented SQL", "×", Middle(taken[name].Zip(taken[Documented], (a, b) => a / b)));
            _report.Add($"{name} : count per user", "×", Middle(taken[name].Zip(taken[Bare], (a, b) => a / b)));
        }
    }

    private static async Task QueryAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
        }
    }

    private static async Task AskAsync(HttpClient client, string url, string? body = null)
    {
        using HttpResponseMessage response = body is null ? await client.GetAsync(url)
            : await client.PostAsync(url, new StringContent(body, Encoding.UTF8, "application/json"));
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    // Of leads from the busiest, whose ids are the smallest, to the quietest.
    private async Task MeasureExplanationsAsync(string database)
    {
        using ServerProcess server = await StartAsync(database, ActivityMode.Maintained, cacheSeconds: 0);
        using var client = new HttpClient();
        var random = new Random(7);
        Task ReadAsync() => AskAsync(
            client, server.Url + GraphQLPath,
            $"{{\"query\":\"{{ userActivityById(userId: {1 + random.Next(History.Users)}) {{ {Explanation} }} }}\"}}");
        await Load.MillisecondsAsync(20, ReadAsync);
        _report.Add("GraphQL, why one lead, Maintained, 95 of 100", "ms", await Load.MillisecondsAsync(
            401, ReadAsync, part: 0.95));
    }

    internal static double Middle(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted[sorted.Length / 2];
    }

    internal static Task<ServerProcess> StartAsync(
        string database, ActivityMode mode, int cacheSeconds, params (string Key, string Value)[] more)
        => ServerProcess.StartLeadGraphAsync(
            [("ConnectionStrings__LeadGraph", database),
            ("LeadGraph__Activity__Mode", $"{mode}"),
            ("LeadGraph__Cache__Seconds", $"{cacheSeconds}"), .. more]);

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
