using System.Globalization;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Insight;
using LeadGraph.Tests.Maintained;
using LeadGraph.Tests.Scoring;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit.Abstractions;

namespace LeadGraph.Tests.Leads;

/// <summary>
/// Whatever the tables look like and whatever odd rows they hold: REST, GraphQL and CSV, in each mode, have for every
/// lead what a count of its sound rows one by one gives.
/// </summary>
/// <param name="output">Where the seed and the shape of the tables are written.</param>
public class RandomTablesTests(ITestOutputHelper output)
{
    private const string Query = """
        { userActivity(first: 100, order: { userId: ASC }) { nodes {
            userId username firstName email registeredAt totalEvents points activeDays lastActivity leadScore
            explanation { days { events points } }
        } } leadScoreSummary { leadScore users } }
        """;

    private const string Csv =
        "/api/user-activity.csv?raw=true&order=user_id.asc&columns=user_id,first_name,email,registered_at,total_events,"
        + "points,active_days,last_activity,lead_score";

    private static readonly DateTime Now = new FixedClock().Now.UtcDateTime;

    // Fixed seeds for every run, and others each time in long ones; a failure names its seed.
    public static TheoryData<int> Seeds() => new(Enumerable.Range(1, 3)
        .Concat(Enumerable.Range(0, TestRun.IsLong ? 12 : 0).Select(_ => Random.Shared.Next(1_000, int.MaxValue))));

    [PostgreSqlTheory, MemberData(nameof(Seeds))]
    public async Task Answers_OverRandomTables_AreARecountInBothModes(int seed)
    {
        var random = new Random(seed);
        ScoringRules rules = ExplainedHistory.RandomRules(random);
        await AssertBothModesAsync(
            seed, rules, new RandomTables(random, DatabaseProvider.PostgreSql, rules.TimeZone));
    }

    /// <summary>Events with integer ids are found by ticks, whatever has them.</summary>
    [PostgreSqlTheory, MemberData(nameof(KindsOfEvents))]
    public async Task Answers_OverRandomTablesWithOrderedIds_AreARecountAfterEveryTick(int seed, string kind)
    {
        var random = new Random(seed);
        ScoringRules rules = ExplainedHistory.RandomRules(random);
        await AssertBothModesAsync(seed, rules, new RandomTables(
            random, DatabaseProvider.PostgreSql, rules.TimeZone, kind, hasOrderedIds: true));
    }

    public static TheoryData<int, string> KindsOfEvents()
    {
        var data = new TheoryData<int, string>();
        foreach (int seed in Enumerable.Range(1, 2)
            .Concat(Enumerable.Range(0, TestRun.IsLong ? 2 : 0).Select(_ => Random.Shared.Next(1_000, int.MaxValue))))
        {
            foreach (string kind in (string[])["TABLE", "PARTITIONED", "VIEW", "VIEW xmin", "MATERIALIZED VIEW"])
            {
                data.Add(seed, kind);
            }
        }

        return data;
    }

    private async Task AssertBothModesAsync(int seed, ScoringRules rules, RandomTables tables)
    {
        output.WriteLine($"seed {seed}: {tables}");
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"SET TimeZone = 'UTC'; {tables.Create()}{tables.Insert(120)}");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None, tables.Mapped.Mapping());
        (string, string?)[] settings =
            [.. tables.Mapped.Settings(DatabaseProvider.PostgreSql), .. ExplainedHistory.Settings(rules)];
        await using ServiceHost live = await ServiceHost.StartAsync(
            new NpgsqlConnectionStringBuilder(database) { Timezone = "Asia/Tokyo" }.ConnectionString, settings);
        await using ServiceHost maintained = await ServiceHost.StartAsync(database,
            [
                .. settings, .. MaintainedSample.InMaintainedMode, ("LeadGraph:Activity:RefreshInterval", "00:30:00"),
                ("LeadGraph:Activity:RebuildInterval", "1.00:00:00")
            ]);
        await maintained.UntilReadyAsync();
        await AssertRecountAsync(live, rules, tables, $"seed {seed}, Live, {tables}");
        await AssertRecountAsync(maintained, rules, tables, $"seed {seed}, Maintained, {tables}");

        // With the rules as the service has read them: a tick by rules that are written otherwise is a rebuild.
        var tick = new ActivityTick(
            source, maintained.Services.GetRequiredService<ScoringRules>(), new ActivityOptions(),
            tables.Mapped.Mapping());
        // Of rows without ordered ids a tick finds the recent ones alone, and those of a view not at all; see
        // docs/scaling.md.
        bool isIncremental = !tables.HidesIds && (tables.HaveUserIndex || tables.EventsKind.StartsWith("VIEW"));
        foreach (int count in (int[])[30, 1, 10])
        {
            await PostgreSqlServer.ExecuteAsync(database, $"SET TimeZone = 'UTC'; {tables.Insert(count)}");
            TickResult done = await tick.RunAsync(
                Now, TimeSpan.Zero, rebuild: tables.HidesIds, CancellationToken.None);
            Assert.True((isIncremental ? TickKind.Incremental : TickKind.Rebuild) == done.Kind, $"{done}");
            await AssertRecountAsync(live, rules, tables, $"seed {seed}, Live with new rows, {tables}");
            await AssertRecountAsync(maintained, rules, tables, $"seed {seed}, after a tick ({done}), {tables}");
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Answers_OverRandomTablesOnSqlite_AreARecount(int seed)
    {
        var random = new Random(seed);
        ScoringRules rules = ExplainedHistory.RandomRules(random);
        var tables = new RandomTables(random, DatabaseProvider.Sqlite, rules.TimeZone);
        output.WriteLine($"seed {seed}: {tables}");
        string database = await OwnTables.CreateAsync(DatabaseProvider.Sqlite, tables.Create() + tables.Insert(150));
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, [.. tables.Mapped.Settings(DatabaseProvider.Sqlite), .. ExplainedHistory.Settings(rules)]);

        await AssertRecountAsync(host, rules, tables, $"seed {seed}, SQLite, {tables}");
    }

    private static async Task AssertRecountAsync(
        ServiceHost host, ScoringRules rules, RandomTables tables, string where)
    {
        ILookup<long, Event> events = tables.Events.ToLookup(x => x.User, x => x.Event);
        var expected = tables.Latest()
            .Select(x => (Lead: x, Count: Recount.Of(events[x.UserId!.Value], rules, Now))).ToList();

        JsonElement data = await host.DataAsync(Query);
        JsonElement[] nodes = [.. data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()];
        AssertEqual(
            expected.Select(x => Line(
                x.Lead.UserId, x.Lead.Username, x.Lead.FirstName, x.Lead.Email, x.Lead.RegisteredAt, x.Count.Events,
                x.Count.Points, x.Count.ActiveDays, x.Count.LastActivity, x.Count.LeadScore, x.Count.ActiveDays)),
            nodes.Select(x => Line(
                x.GetProperty("userId").GetInt64(), x.GetProperty("username").GetString(),
                x.GetProperty("firstName").GetString(), x.GetProperty("email").GetString(), Time(x, "registeredAt"),
                x.GetProperty("totalEvents").GetInt32(), x.GetProperty("points").GetInt64(),
                x.GetProperty("activeDays").GetInt32(), Time(x, "lastActivity"),
                Enum.Parse<LeadScore>(x.GetProperty("leadScore").GetString()!, ignoreCase: true),
                x.GetProperty("explanation").GetProperty("days").GetArrayLength())),
            $"{where}, GraphQL");
        AssertEqual(
            Enum.GetValues<LeadScore>().OrderDescending()
                .Select(tier => $"{tier} {expected.Count(x => x.Count.LeadScore == tier)}"),
            data.GetProperty("leadScoreSummary").EnumerateArray().Select(x =>
                $"{Enum.Parse<LeadScore>(x.GetProperty("leadScore").GetString()!, true)} {x.GetProperty("users")}"),
            $"{where}, summary");

        using JsonDocument rest = JsonDocument.Parse(await host.Client.GetStringAsync("/api/user-activity"));
        AssertEqual(
            expected.OrderByDescending(x => x.Count.Events).ThenBy(x => x.Lead.UserId).Select(x => Line(
                x.Lead.UserId, x.Lead.Username, x.Lead.FirstName, x.Lead.Email, x.Count.Events, x.Count.ActiveDays,
                x.Count.LastActivity, LeadRow.TierText(x.Count.LeadScore))),
            rest.RootElement.EnumerateArray().Select(x => Line(
                x.GetProperty("user_id").GetInt64(), x.GetProperty("username").GetString(),
                x.GetProperty("first_name").GetString(), x.GetProperty("email").GetString(),
                x.GetProperty("total_events").GetInt32(), x.GetProperty("active_days").GetInt32(),
                Time(x, "last_activity"), x.GetProperty("lead_score").GetString())),
            $"{where}, REST");

        AssertEqual(
            expected.Select(x => Line(
                x.Lead.UserId, x.Lead.FirstName ?? "", x.Lead.Email ?? "", Text(x.Lead.RegisteredAt), x.Count.Events,
                x.Count.Points, x.Count.ActiveDays, Text(x.Count.LastActivity), LeadRow.TierText(x.Count.LeadScore))),
            ReferenceData.ParseCsv((await host.Client.GetStringAsync(Csv)).Replace("\r\n", "\n"))
                .Skip(1).Select(row => Line([.. row])),
            $"{where}, CSV");

        string Text(DateTime? time) => LeadRow.TimeText(time) ?? "";
    }

    // In milliseconds, as responses show times.
    private static string Line(params object?[] values) => string.Join(" | ", values.Select(value => value switch
    {
        DateTime time => LeadRow.TimeText(time),
        null => "null",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}")
    }));

    private static DateTime? Time(JsonElement lead, string name)
        => lead.GetProperty(name).ValueKind == JsonValueKind.Null
            ? null : lead.GetProperty(name).GetDateTime().ToUniversalTime();

    private static void AssertEqual(IEnumerable<string> expected, IEnumerable<string> found, string where)
    {
        string[] rows = [.. found];
        string[] wrong = [.. expected.Except(rows).Select(row => $"missing: {row}"),
            .. rows.Except(expected).Select(row => $"found: {row}")];
        Assert.True(wrong.Length == 0, $"{where}:\n{string.Join('\n', wrong)}");
        Assert.True(expected.SequenceEqual(rows), $"{where}: order");
    }
}
