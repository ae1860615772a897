using System.Text.Json;
using LeadGraph.Demo;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace LeadGraph.Tests.Demo;

/// <summary>The campaigns that the demo brings.</summary>
public class DemoCampaignTests
{
    private const string Outcome = """
        { campaigns(first: 3) { nodes { id name status members holdoutMembers createdAt endsAt createdBy
            results { variant leadScore members converted pending }
            comparisons { variant with leadScore verdict } } } }
        """;

    [Fact]
    public async Task Demo_AtItsFirstStart_HasAFinishedAndARunningCampaignWithOutcomes()
    {
        string file = ReferenceData.NewSqliteFile();
        await using ServiceHost host = await StartAsync(file);

        JsonElement[] campaigns = await CampaignsAsync(host);
        JsonElement running = campaigns[0], finished = campaigns[1];
        Assert.Equal(2, campaigns.Length);
        Assert.Equal("RUNNING", running.GetProperty("status").GetString());
        Assert.Equal("FINISHED", finished.GetProperty("status").GetString());
        Assert.Equal("demo", finished.GetProperty("createdBy").GetString());

        // One message does better, and whether the other is better than none is too early to tell.
        Assert.Equal("WORSE", VerdictOf("Discount", "Call"));
        Assert.Equal("BETTER", VerdictOf("Call", null));
        Assert.Equal("UNDECIDED", VerdictOf("Discount", null));
        Assert.InRange(finished.GetProperty("members").GetInt32(), 80, 250);
        Assert.InRange(finished.GetProperty("holdoutMembers").GetInt32(), 10, 60);
        Assert.All(finished.GetProperty("results").EnumerateArray(), result =>
        {
            Assert.Equal(0, result.GetProperty("pending").GetInt32());
            Assert.InRange(result.GetProperty("converted").GetInt32(), 0, result.GetProperty("members").GetInt32());
        });
        Assert.All(running.GetProperty("comparisons").EnumerateArray(),
            comparison => Assert.Equal("UNDECIDED", comparison.GetProperty("verdict").GetString()));
        Assert.All(running.GetProperty("results").EnumerateArray().Take(2), result =>
        {
            Assert.InRange(result.GetProperty("converted").GetInt32(), 1, result.GetProperty("pending").GetInt32());
        });
        Assert.Equal("12", Ask(file, "SELECT count(*) FROM events WHERE event_type = 'bot_blocked'"));
        Assert.InRange((await host.DataAsync("""
            { previewCampaign(input: { name: "x", leadScores: [COLD, COOL], optOutEventTypes: ["bot_blocked"]
                goal: { eventTypes: ["paid"], withinDays: 1 } }) { optedOut } }
            """)).GetProperty("previewCampaign").GetProperty("optedOut").GetInt32(), 1, 12);

        string? VerdictOf(string variant, string? with) => finished.GetProperty("comparisons").EnumerateArray()
            .Single(x => x.GetProperty("variant").GetString() == variant
                && x.GetProperty("with").GetString() == with
                && x.GetProperty("leadScore").ValueKind == JsonValueKind.Null)
            .GetProperty("verdict").GetString();
    }

    [Fact]
    public async Task Demo_WithItsCampaigns_HasTheTiersThatItHasWithoutThem()
    {
        const string Tiers = "{ leadScoreSummary { leadScore users } "
            + "userActivity(first: 100) { nodes { userId momentum totalEvents } } }";
        await using ServiceHost with = await StartAsync(ReferenceData.NewSqliteFile());
        await using ServiceHost without = await ServiceHost.StartAsync(
            "", ("LeadGraph:Demo:File", ReferenceData.NewSqliteFile()), ("LeadGraph:Demo:EventEverySeconds", "0"));

        Assert.Equal(
            (await without.DataAsync(Tiers)).GetRawText(), (await with.DataAsync(Tiers)).GetRawText());
    }

    [Fact]
    public async Task Demo_AtALaterStart_HasTheCampaignsAsLongAgoAsAtTheFirst()
    {
        string file = ReferenceData.NewSqliteFile();
        JsonElement[] before;
        await using (ServiceHost first = await StartAsync(file))
        {
            before = await CampaignsAsync(first);
            await first.DataAsync("""
                mutation { createCampaign(input: { name: "mine", goal: { eventTypes: ["x"], withinDays: 1 } }) { id } }
                """);
        }

        new DemoFile(file).Prepare(new FixedClock().Now.UtcDateTime.AddDays(-40), DemoFile.AgeAtStart);
        await using ServiceHost second = await StartAsync(file);

        JsonElement[] after = await CampaignsAsync(second);
        Assert.Equal("mine", after[0].GetProperty("name").GetString());
        Assert.Equal("2025-09-10T15:00:00.000Z", after[0].GetProperty("createdAt").GetString());
        Assert.Equal(before.Select(x => x.GetRawText()), after.Skip(1).Select(x => x.GetRawText()));
    }

    [Fact]
    public async Task Demo_AtALaterStart_MovesTheCampaignsOfItsUserWithTheEvents()
    {
        const string Mine = "{ campaign(id: 3) { name createdAt endsAt results { members converted } } }";
        string file = ReferenceData.NewSqliteFile();
        string before;
        await using (ServiceHost first = await StartAsync(file))
        {
            await first.DataAsync("""
                mutation { createCampaign(input: {
                    name: "mine", goal: { eventTypes: ["lesson_watched"], withinDays: 5 } }) { id } }
                """);
            before = (await first.DataAsync(Mine)).GetRawText();
            Assert.Contains("\"converted\":0", before);
        }

        // As if that had been ten days ago.
        Ask(file, """
            UPDATE events SET created_at = datetime(created_at, '-10 days');
            UPDATE demo_campaigns SET created_at = datetime(created_at, '-10 days')
            """);
        Ask(Path.ChangeExtension(file, "leadgraph.db"), """
            UPDATE campaigns SET created_at = datetime(created_at, '-10 days'), ends_at = datetime(ends_at, '-10 days')
            """);
        await using ServiceHost second = await StartAsync(file);

        Assert.Equal(before, (await second.DataAsync(Mine)).GetRawText());
    }

    [Fact]
    public async Task Demo_WhoseSecondCampaignCouldNotBeMade_MakesItAloneAtTheNextStart()
    {
        string file = ReferenceData.NewSqliteFile();
        string paid;
        JsonElement[] before;
        await using (ServiceHost first = await StartAsync(file))
        {
            before = await CampaignsAsync(first);
            paid = Ask(file, "SELECT count(*) FROM events WHERE event_type = 'course_paid'");
            await first.DataAsync("mutation { deleteCampaign(id: 2) }");
        }

        // As if the attempt had failed after the first.
        Ask(file, "DELETE FROM demo_campaigns WHERE id = 2");
        await using ServiceHost second = await StartAsync(file);

        JsonElement[] after = await CampaignsAsync(second);
        Assert.Equal(
            before.Select(x => x.GetProperty("name").GetString()), after.Select(x => x.GetProperty("name").GetString()));
        Assert.Equal(before[1].GetRawText(), after[1].GetRawText());
        Assert.Equal(paid, Ask(file, "SELECT count(*) FROM events WHERE event_type = 'course_paid'"));
    }

    [Fact]
    public async Task Demo_OfAnotherFormat_HasCampaignsOfItsNewData()
    {
        string file = ReferenceData.NewSqliteFile();
        await using (ServiceHost first = await StartAsync(file))
        {
            Assert.Equal("2", Ask(file, "SELECT count(*) FROM demo_campaigns"));
        }

        Ask(file, "PRAGMA user_version = 1");
        await using ServiceHost second = await StartAsync(file);

        Assert.Equal("3,4", Ask(file, "SELECT group_concat(id) FROM demo_campaigns"));
        Assert.NotEqual("0", Ask(file, "SELECT count(*) FROM events WHERE event_type = 'course_paid'"));
    }

    [Fact]
    public void AddEvent_WhereSomeBlockedOrPaid_CopiesNoneOfThese()
    {
        string file = ReferenceData.NewSqliteFile();
        var demo = new DemoFile(file);
        DateTime now = new FixedClock().Now.UtcDateTime;
        demo.Prepare(now, DemoFile.AgeAtStart);
        Ask(file, """
            UPDATE events SET event_type = CASE id % 2 WHEN 0 THEN 'bot_blocked' ELSE 'course_paid' END
            WHERE id <> (SELECT min(id) FROM events)
            """);
        string other = Ask(file, "SELECT event_type FROM events ORDER BY id LIMIT 1");

        for (int i = 0; i < 20; i++)
        {
            demo.AddEvent(userId: null, now);
        }

        Assert.Equal(
            $"{other} 20",
            Ask(file, "SELECT group_concat(DISTINCT event_type) || ' ' || count(*) FROM events WHERE id >= 1000000000"));
    }

    [Fact]
    public async Task Demo_WhoseCampaignsWereDeleted_DoesNotMakeThemAgain()
    {
        string file = ReferenceData.NewSqliteFile();
        await using (ServiceHost first = await StartAsync(file))
        {
            await first.DataAsync("mutation { a: deleteCampaign(id: 1) b: deleteCampaign(id: 2) }");
        }

        await using ServiceHost second = await StartAsync(file);

        Assert.Empty(await CampaignsAsync(second));
    }

    private static async Task<JsonElement[]> CampaignsAsync(ServiceHost host)
        => [.. (await host.DataAsync(Outcome)).GetProperty("campaigns").GetProperty("nodes").EnumerateArray()];

    private static Task<ServiceHost> StartAsync(string file) => ServiceHost.StartAsync(
        "", ("LeadGraph:Demo:File", file), ("LeadGraph:Demo:EventEverySeconds", "0"), ("LeadGraph:Store", "Auto"),
        ("LeadGraph:Live:Interval", "01:00:00"));

    private static string Ask(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return $"{command.ExecuteScalar()}";
    }
}
