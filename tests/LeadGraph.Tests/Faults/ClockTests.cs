using System.Text.Json.Nodes;
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
