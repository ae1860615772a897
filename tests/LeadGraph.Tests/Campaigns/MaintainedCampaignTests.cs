using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Campaigns in Maintained mode, compared with those of Live mode over the same tables and store.</summary>
public class MaintainedCampaignTests
{
    private const string Goal = "goal: { eventTypes: [\"paid\"], withinDays: 3 }";

    [PostgreSqlFact]
    public async Task Campaigns_InMaintainedMode_AreThoseOfLiveMode()
    {
        string database = await MaintainedSample.CreateAsync();
        await MaintainedSample.AddCoolAsync(database, 20);
        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO events (user_id, event_type, created_at) VALUES (3, 'blocked', '2024-01-01')");
        await using ServiceHost maintained = await ServiceHost.StartAsync(
            database, [("LeadGraph:Store", "Auto"), .. MaintainedSample.InMaintainedMode, Segment]);
        await maintained.UntilReadyAsync();
        await using ServiceHost live = await ServiceHost.StartAsync(
            database, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "01:00:00"), Segment);
        ServiceHost[] hosts = [maintained, live];

        List<string> made = [];
        foreach (string segment in (string[])
            [
                "", "leadScores: [COOL, COLD]", "optOutEventTypes: [\"blocked\"]", "segment: \"moving\"",
                "where: { momentum: { gt: 0 }, fallsAt: { neq: null } }", "search: \"user1\"",
                "where: { or: [{ points: { ngt: 0 } }, { leadScore: { eq: HOT } }] }"
            ])
        {
            string input = $"name: \"x\", holdoutPercent: 20, {Goal}, {segment}";
            string preview = $"{{ previewCampaign(input: {{ {input} }}) {{ "
                + "matched optedOut contacted members leadScores { leadScore users } } }";
            string expected = (await live.DataAsync(preview)).GetRawText();
            Assert.Equal(expected, (await maintained.DataAsync(preview)).GetRawText());
            // Of one id, so that the hash is that of one campaign.
            string id = await CreateAsync(maintained, input);
            made.Add(id);
            string list = await GetAsync(maintained, $"/api/campaigns/{id}/members.csv");
            Assert.Equal(list, await GetAsync(live, $"/api/campaigns/{id}/members.csv"));
        }

        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO events (user_id, event_type, created_at)
            SELECT n, 'paid', '2025-09-10 16:00:00Z' FROM generate_series(1, 12) n;
            INSERT INTO events (user_id, event_type, created_at)
            SELECT 30, 'click', '2025-09-11 09:00:00Z' FROM generate_series(1, 9) n;
            DELETE FROM free_lesson_registrations WHERE user_id = 2
            """);
        foreach (ServiceHost host in hosts)
        {
            host.Clock.Now += TimeSpan.FromDays(1);
        }

        foreach (string id in made)
        {
            string results = $$"""
                { campaign(id: {{id}}) { results {
                    variant leadScore members converted rate medianSeconds pending rose fell } } }
                """;
            string expected = (await live.DataAsync(results)).GetRawText();
            Assert.Contains("\"converted\":", expected);
            // The table follows by ticks.
            await Eventually.UntilAsync(async () => (await maintained.DataAsync(results)).GetRawText() == expected);
        }
    }

    private static (string Key, string? Value) Segment => ("LeadGraph:Segments:moving:Where:momentum:neq", "0");
}
