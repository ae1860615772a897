using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using LeadGraph.Tests.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Tests.Insight;

/// <summary>The window before, and what changed since.</summary>
public class MomentumTests
{
    private const int Rounds = 4;

    private const string Query = """
        query($asOf: DateTime) { userActivity(asOf: $asOf, order: { momentum: DESC }) { nodes {
            userId points momentum previous { totalEvents points activeDays leadScore }
        } } }
        """;

    private static readonly DateTime Now = new FixedClock().Now.UtcDateTime;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Momentum_OfRandomHistories_EqualsARecount(DatabaseProvider provider)
    {
        var random = new Random(41);
        for (int round = 0; round < Rounds; round++)
        {
            string time = round % 2 == 0 || provider == DatabaseProvider.Sqlite ? "timestamp" : "timestamptz";
            string database = await OwnTables.CreateAsync(provider, Tables(time) + Script(random));
            ScoringRules rules = ExplainedHistory.RandomRules(random);
            await using ServiceHost host = await ServiceHost.StartAsync(database, ExplainedHistory.Settings(rules));

            await AssertEqualsRecountAsync(host, rules, asOf: null);
            await AssertEqualsRecountAsync(host, rules, Now.AddDays(-2));
        }
    }

    [PostgreSqlFact]
    public async Task Momentum_InMaintainedMode_EqualsARecountAfterEachTick()
    {
        var random = new Random(43);
        for (int round = 0; round < Rounds; round++)
        {
            await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
                "SET TimeZone = 'UTC';" + Script(random), Tables(round % 2 == 0 ? "timestamp" : "timestamptz"));
            ScoringRules rules = ExplainedHistory.RandomRules(random);
            await using (ServiceHost host = await ServiceHost.StartAsync(database.ConnectionString,
                [.. MaintainedSample.InMaintainedMode, .. ExplainedHistory.Settings(rules)]))
            {
                await host.UntilReadyAsync();
                await AssertEqualsRecountAsync(host, rules, asOf: null);
                await AssertEqualsRecountAsync(host, rules, Now.AddDays(-2));
            }

            // Events leave the window, and then the one before.
            ActivityTick ticks = database.Instance(rules);
            for (DateTime at = Now; at < Now.AddDays(20); at = at.AddHours(random.Next(60)))
            {
                await ticks.RunAsync(at, TimeSpan.Zero, rebuild: false, CancellationToken.None);
                Assert.Empty(await database.DifferencesAsync(at, rules));
            }
        }
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithoutMomentum_ReadsEventsOnce(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await host.DataAsync("{ userActivity(first: 5) { nodes { userId points } } }");
        Assert.Equal(1, Reads(host.Logs.Sql.Last()));
        await host.DataAsync("{ userActivity(first: 5, where: { momentum: { gt: 3 } }) { nodes { userId } } }");
        Assert.Equal(2, Reads(host.Logs.Sql.Last()));

        using var commands = new SqlCommands(host);
        await host.DataAsync("{ userActivity(first: 50) { nodes { userId previous { points leadScore } } } }");
        Assert.Equal(2, commands.All.Count);

        static int Reads(string sql) => sql.Split("FROM events ").Length + sql.Split("FROM \"events\" ").Length - 2;
    }

    [PostgreSqlTheory]
    [InlineData("", true)]
    [InlineData(", order: { fallsAt: ASC }, where: { totalEvents: { gte: 1 } }", true)]
    [InlineData(", order: { momentum: ASC }", false)]
    [InlineData(", where: { or: [{ momentum: { gt: 3 } }, { userId: { gt: 0 } }] }", false)]
    public async Task Page_WhoseFilterAndOrderNeedNoMomentum_ReadsTheWindowBeforeOfItsRowsAlone(
        string arguments, bool ofRows)
    {
        string query = $"{{ userActivity(first: 5{arguments}) {{ nodes {{ userId points momentum }} }} }}";
        // The index of the script makes the difference.
        string script = Tables("timestamp") + Script(new Random(59));
        await using ServiceHost without = await ServiceHost.StartAsync(await OwnTables.CreateAsync(
            DatabaseProvider.PostgreSql, script + "DROP INDEX events_user;"));
        await using ServiceHost with = await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, script));

        Assert.Equal(
            (await without.DataAsync(query)).GetRawText(), (await with.DataAsync(query)).GetRawText());
        Assert.Equal(Joins(without.Logs.Sql[^1]) - (ofRows ? 1 : 0), Joins(with.Logs.Sql[^1]));

        static int Joins(string sql) => sql.Split("LEFT JOIN").Length;
    }

    private static string Script(Random random) => ExplainedHistory.Script(random, Now)
        + $"DELETE FROM events WHERE created_at > '{Now.AddDays(1):yyyy-MM-dd HH:mm:ss}';"
        + "INSERT INTO events (user_id, event_type, created_at) VALUES "
        + $"(12, 'x', '{Now.AddDays(-7):yyyy-MM-dd HH:mm:ss}'), (12, 'x', '{Now.AddDays(-14):yyyy-MM-dd HH:mm:ss}');";

    private static string Tables(string time)
        => OwnTables.WithoutKeys.Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal);

    private static async Task AssertEqualsRecountAsync(ServiceHost host, ScoringRules rules, DateTime? asOf)
    {
        ILookup<long, Event> events = (await host.WithDatabaseAsync(db => db.Events.ToListAsync()))
            .ToLookup(e => e.UserId);
        DateTime start = rules.WindowStart(asOf ?? Now);
        JsonElement data = await host.DataAsync(Query, new { asOf = LeadRow.TimeText(asOf) });
        JsonElement[] leads = [.. data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()];
        Assert.Equal(ExplainedHistory.Users, leads.Length);
        Assert.Equal(
            leads.OrderByDescending(lead => Int(lead, "momentum")).ThenBy(lead => Int(lead, "userId")), leads);
        foreach (JsonElement lead in leads)
        {
            var before = Recount.Of(
                events[Int(lead, "userId")].Where(e => e.CreatedAt < start),
                rules with { FutureTolerance = TimeSpan.Zero }, start);
            JsonElement previous = lead.GetProperty("previous");
            Assert.Equal(
                (before.Events, before.Points, before.ActiveDays, before.LeadScore.ToString().ToUpperInvariant()),
                (Int(previous, "totalEvents"), Int(previous, "points"), Int(previous, "activeDays"),
                    previous.GetProperty("leadScore").GetString()));
            Assert.Equal(Int(lead, "points") - before.Points, Int(lead, "momentum"));
        }

        string past = asOf is null ? "" : $"&as_of={LeadRow.TimeText(asOf)}";
        string rows = string.Concat(leads.Select(
            lead => $"{Int(lead, "userId")},{Int(lead, "points")},{Int(lead, "momentum")}\r\n"));
        Assert.Equal("user_id,points,momentum\r\n" + rows, await host.Client.GetStringAsync(
            $"/api/user-activity.csv?columns=user_id,points,momentum&order=momentum.desc{past}"));
        using JsonDocument rest = JsonDocument.Parse(await host.Client.GetStringAsync(
            $"/api/user-activity?fields=user_id,points,momentum{past}"));
        Assert.Equal(
            leads.Select(lead => (Int(lead, "userId"), Int(lead, "points"), Int(lead, "momentum"))).Order(),
            rest.RootElement.EnumerateArray()
                .Select(lead => (Int(lead, "user_id"), Int(lead, "points"), Int(lead, "momentum"))).Order());

        string moment = asOf is null ? "" : $"asOf: \"{LeadRow.TimeText(asOf)}\"";
        int one = Int(leads[3], "momentum");
        Assert.Equal(
            leads.Where(lead => Int(lead, "momentum") >= one).Select(lead => (long)Int(lead, "userId")).Order(),
            (await host.IdsAsync($"{moment} where: {{ momentum: {{ gte: {one} }} }}")).Order());
    }

    private static int Int(JsonElement parent, string field) => parent.GetProperty(field).GetInt32();
}
