using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Insight;

/// <summary>Previews of random rules over random histories, compared with a restart with these rules.</summary>
public class ScoringPreviewPropertyTests
{
    private const int Rounds = 4;
    private const int Sample = 5;

    private static readonly DateTime Now = new FixedClock().Now.UtcDateTime;

    private sealed record Lead(long UserId, string Tier, int TotalEvents, int Points, int ActiveDays);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task ScoringPreview_OfRandomRules_EqualsARestartWithThem(DatabaseProvider provider)
    {
        var random = new Random(47);
        for (int round = 0; round < Rounds; round++)
        {
            string time = round % 2 == 0 || provider == DatabaseProvider.Sqlite ? "timestamp" : "timestamptz";
            string database = await OwnTables.CreateAsync(provider, Tables(time) + Script(random, several: round > 1));
            await AssertEqualsRestartAsync(database, random, round);
        }
    }

    [PostgreSqlFact]
    public async Task ScoringPreview_OfRandomRulesInMaintainedMode_EqualsARestartWithThem()
    {
        var random = new Random(53);
        for (int round = 0; round < Rounds; round++)
        {
            await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
                "SET TimeZone = 'UTC';" + Script(random, several: round > 1),
                Tables(round % 2 == 0 ? "timestamp" : "timestamptz"));
            await AssertEqualsRestartAsync(database.ConnectionString, random, round, MaintainedSample.InMaintainedMode);
        }
    }

    private static string Tables(string time)
        => OwnTables.WithoutKeys.Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal);

    // Several registrations of some users, and events of users without one.
    private static string Script(Random random, bool several) => ExplainedHistory.Script(random, Now)
        + (several ? "INSERT INTO free_lesson_registrations (user_id) VALUES (3), (3), (7);" : "")
        + $"INSERT INTO events (user_id, created_at) VALUES (99, '{Now.AddDays(-1):yyyy-MM-dd HH:mm:ss}');";

    private static async Task AssertEqualsRestartAsync(
        string database, Random random, int round, params (string, string?)[] settings)
    {
        ScoringRules inForce = ExplainedHistory.RandomRules(random), other = ExplainedHistory.RandomRules(random);
        // Other thresholds alone, other counting alone, or both.
        other = round % Rounds == 0 ? inForce with { Hot = other.Hot, Warm = other.Warm, Cool = other.Cool }
            : round % Rounds == 1 ? other with { Hot = inForce.Hot, Warm = inForce.Warm, Cool = inForce.Cool }
            : other;
        JsonElement preview, none;
        List<Lead> before;
        await using (ServiceHost host = await ServiceHost.StartAsync(
            database, [.. settings, .. ExplainedHistory.Settings(inForce)]))
        {
            await host.UntilReadyAsync();
            before = await LeadsAsync(host);
            preview = await PreviewAsync(host, Input(inForce, other));
            none = await PreviewAsync(host, new { });
        }

        await using ServiceHost restarted = await ServiceHost.StartAsync(
            database, [.. settings, .. ExplainedHistory.Settings(other)]);
        await restarted.UntilReadyAsync();
        List<Lead> after = [];
        await Eventually.UntilAsync(async () =>
        {
            // In Maintained mode the table is that of the rules before until the first tick.
            after = await LeadsAsync(restarted);
            return Counts(preview, "proposed").SequenceEqual(Counts(after));
        });
        Assert.Equal(Counts(before), Counts(preview, "current"));
        AssertMoves(before, after, preview);
        Assert.Equal(Counts(before), Counts(none, "proposed"));
        AssertMoves(before, before, none);
    }

    private static void AssertMoves(List<Lead> before, List<Lead> after, JsonElement preview)
    {
        var expected = before.Zip(after)
            .Where(lead => lead.First.Tier != lead.Second.Tier)
            .GroupBy(lead => (lead.First.Tier, lead.Second.Tier), lead => lead.Second)
            .ToDictionary(group => group.Key, group => group.ToList());
        JsonElement[] moves = [.. preview.GetProperty("moves").EnumerateArray()];
        Assert.Equal(before.Count,
            preview.GetProperty("unchanged").GetInt32() + moves.Sum(move => move.GetProperty("users").GetInt32()));
        Assert.Equal(expected.Count, moves.Length);
        foreach (JsonElement move in moves)
        {
            List<Lead> leads = expected[(move.GetProperty("from").GetString()!, move.GetProperty("to").GetString()!)];
            Assert.Equal(leads.Count, move.GetProperty("users").GetInt32());
            Assert.Equal(
                leads.OrderByDescending(lead => lead.Points).ThenBy(lead => lead.UserId).Take(Sample),
                move.GetProperty("sample").EnumerateArray().Select(lead =>
                {
                    Assert.Equal(
                        lead.GetProperty("userId").GetInt64(),
                        lead.GetProperty("userActivity").GetProperty("userId").GetInt64());
                    Assert.Equal(
                        move.GetProperty("from").GetString(),
                        lead.GetProperty("userActivity").GetProperty("leadScore").GetString());
                    return LeadOf(lead.GetProperty("engagement"), lead.GetProperty("userId").GetInt64());
                }));
        }
    }

    // What does not differ may be left out.
    private static object Input(ScoringRules inForce, ScoringRules other)
    {
        var rules = new Dictionary<string, object?>
        {
            ["hot"] = new { other.Hot.MinEvents, other.Hot.MinActiveDays },
            ["warm"] = new { other.Warm.MinEvents, other.Warm.MinActiveDays },
            ["cool"] = new { other.Cool.MinEvents, other.Cool.MinActiveDays }
        };
        if (!other.CountsAs(inForce))
        {
            rules["windowDays"] = other.WindowDays;
            rules["timeZone"] = other.TimeZone;
            rules["eventTypes"] = other.EventTypes();
        }

        return rules;
    }

    private static async Task<JsonElement> PreviewAsync(ServiceHost host, object rules)
        => (await host.DataAsync("""
            query($rules: ScoringRulesInput!) { scoringPreview(rules: $rules) {
                current { leadScore users } proposed { leadScore users } unchanged
                moves { from to users sample {
                    userId engagement { leadScore totalEvents points activeDays } userActivity { userId leadScore }
                } }
            } }
            """, new { rules })).GetProperty("scoringPreview");

    private static async Task<List<Lead>> LeadsAsync(ServiceHost host)
        => [.. (await host.DataAsync("""
            { userActivity(order: { userId: ASC }) { nodes { userId leadScore totalEvents points activeDays } } }
            """)).GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
            .Select(lead => LeadOf(lead, lead.GetProperty("userId").GetInt64()))];

    private static Lead LeadOf(JsonElement lead, long userId) => new(
        userId, lead.GetProperty("leadScore").GetString()!, lead.GetProperty("totalEvents").GetInt32(),
        lead.GetProperty("points").GetInt32(), lead.GetProperty("activeDays").GetInt32());

    private static IEnumerable<(string, int)> Counts(JsonElement preview, string field)
        => preview.GetProperty(field).EnumerateArray()
            .Select(tier => (tier.GetProperty("leadScore").GetString()!, tier.GetProperty("users").GetInt32()));

    private static IEnumerable<(string, int)> Counts(List<Lead> leads)
        => ((string[])["HOT", "WARM", "COOL", "COLD"]).Select(tier => (tier, leads.Count(lead => lead.Tier == tier)));
}
