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
