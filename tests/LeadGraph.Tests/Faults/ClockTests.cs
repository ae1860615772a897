using System.Text.Json;
using System.Text.Json.Nodes;
using LeadGraph.Data;
using LeadGraph.Tests.Changes.Feed;
using LeadGraph.Tests.Faults.History;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Faults;

/// <summary>The clock steps, as a machine's does when it is set: answers follow, in both directions.</summary>
[Collection(FaultTests.Name)]
public class ClockTests(FaultyServer faulty)
{
    [PrivatePostgreSqlFact]
    public async Task Clock_SteppedForwardsAndBackwards_IsFollowedInBothModes()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server);
        DateTimeOffset start = school.Live.Host.Clock.Now;

        // The window's beginning moves over the events of user 1, five hours apart, the latest at 07:00. Thirty days
        // earlier they are all of a future that is not counted.
        foreach (var (days, events) in (IReadOnlyList<(int, string)>)
            [(0, "24,6,0"), (5, "9,6,0"), (6, "4,6,0"), (30, "0,0,0"), (-30, "0,0,0"), (5, "9,6,0"), (0, "24,6,0")])
        {
            foreach (Callers callers in school.Both)
            {
                callers.Host.Clock.Now = start.AddDays(days);
                await UntilAsync((events, start.AddDays(days)), callers.Host);
            }
        }
    }

    [PrivatePostgreSqlFact]
    public async Task DatabasesClock_SteppedBackwards_DoesNotStopTicks()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server);

        await school.ExecuteAsync("UPDATE leadgraph.state SET ticked_at = now() + interval '1 hour'");

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlTheory]
    [InlineData(nameof(ActivityMode.Live))]
    [InlineData(nameof(ActivityMode.Maintained))]
    public async Task Clock_SetBack_FeedReadersGetEachChangeOnceAndInOrder(string mode)
    {
        await using FaultTestDatabase school = await FaultTestDatabase.CreateAsync(faulty.Server);
        HistoryDatabase database = HistoryDatabase.Of(school.Owner);
        await using ServiceHost host = await ServiceHost.StartAsync(
            school.Database, ("LeadGraph:Store", "Auto"), ("LeadGraph:Activity:Mode", mode),
            ("LeadGraph:Activity:RefreshInterval", "00:00:00.1"), ("LeadGraph:Live:Interval", "00:00:00.1"));
        await Eventually.UntilAsync(() => database.HasBegunAsync(webhooks: 0));
        using ChangeReader stream = await ChangeReader.OpenAsync(
            host.Client, HistoryChange.CursorOf(0), fields: HistoryChange.Fields);
        List<HistoryChange> paged = [], streamed = [], recorded = [];
        DateTimeOffset start = host.Clock.Now;

        // As above: user 1 is hot, cool and cold in turn, and user 2 cool and cold.
        foreach (var (days, changes) in (IReadOnlyList<(int, string)>)
            [
                (5, "1 Hot Cool"), (0, "1 Cool Hot"), (30, "1 Hot Cold, 2 Cool Cold"),
                (-30, ""), (5, "1 Cold Cool, 2 Cold Cool"), (-30, "1 Cool Cold, 2 Cool Cold"),
                (0, "1 Cold Hot, 2 Cold Cool")
            ])
        {
            int before = recorded.Count;
            host.Clock.Now = start.AddDays(days);
            await Eventually.UntilAsync(async () =>
            {
                recorded = await database.RecordedAsync();
                return recorded.Count >= before + changes.Split(',', StringSplitOptions.RemoveEmptyEntries).Length;
            });
            Assert.Equal(changes, string.Join(", ", recorded[before..]
                .Select(change => $"{change.UserId} {change.Previous} {change.Current}")));
            Assert.All(recorded[before..], change => Assert.Equal(host.Clock.Now.UtcDateTime, change.ChangedAt));

            JsonElement page = (await host.DataAsync($$"""
                { leadScoreChanges(after: "{{HistoryChange.CursorOf(paged is [.., var last] ? last.Id : 0)}}")
                  { nodes { {{HistoryChange.Fields}} } } }
                """)).GetProperty("leadScoreChanges");
            paged.AddRange(page.GetProperty("nodes").EnumerateArray().Select(HistoryChange.OfGraphQL));
        }

        while (streamed.Count < recorded.Count)
        {
            JsonElement response = (await stream.ReadAsync())!.Value;
            streamed.Add(HistoryChange.OfGraphQL(response.GetProperty("data").GetProperty("onLeadScoreChanged")));
        }

        Assert.Equal(recorded, paged);
        Assert.Equal(recorded, streamed);
    }

    private static Task UntilAsync((string, DateTimeOffset?) expected, ServiceHost host)
        => Eventually.UntilAsync(async () => await EventsAsync(host) == expected);

    private static async Task<(string Events, DateTimeOffset? AsOf)> EventsAsync(ServiceHost host)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync("/api/user-activity");
        return (string.Join(',', JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray()
            .OrderBy(lead => (long)lead!["user_id"]!).Select(lead => $"{lead!["total_events"]}")),
            answer.Content.Headers.LastModified);
    }
}
