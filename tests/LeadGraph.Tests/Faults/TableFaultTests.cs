using System.Net;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Faults;

/// <summary>
/// The server answers, but the tables cannot be read. Live fails in time; Maintained goes on with what was computed,
/// and says of when it is.
/// </summary>
[Collection(FaultTests.Name)]
public class TableFaultTests(FaultyServer faulty)
{
    [PrivatePostgreSqlFact]
    public async Task Table_WhosePermissionIsRevoked_StopsLiveAndMakesMaintainedStale()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server);
        string problem = $"""Role \"{school.Role}\" lacks SELECT on table \"events\".""";

        await school.ExecuteAsync($"REVOKE SELECT ON events FROM {school.Role}");
        await school.Live.AssertFailsAsync(problem);
        await AssertIsStaleAsync(school.Maintained);
        Assert.Equal(
            (HttpStatusCode.OK, $$"""{"status":"degraded","problems":["{{problem}}"]}"""),
            await school.Maintained.ReadyAsync());
        await school.ExecuteAsync($"GRANT SELECT ON events TO {school.Role}");

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlFact]
    public async Task Table_OfEventsLocked_StopsLiveAndMakesMaintainedStale()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server, timeout: "00:00:10");

        await using (await school.HoldAsync("LOCK TABLE events"))
        {
            await school.Live.AssertFailsAsync(problem: null);
            await AssertIsStaleAsync(school.Maintained);
        }

        await school.AssertRecoversAsync();
    }

    [PrivatePostgreSqlFact]
    public async Task MaintainedTable_Locked_FailsMaintainedModeOnly()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(faulty.Server, timeout: "00:00:10");

        await using (await school.HoldAsync("LOCK TABLE leadgraph.user_activity"))
        {
            await school.Maintained.AssertFailsAsync(problem: null);
            await school.Live.AssertAnswersAsync();
        }

        await school.AssertRecoversAsync();
    }

    // Time goes on, the answers stay as they are and so does what they say of their age; then it goes on for them too.
    private static async Task AssertIsStaleAsync(Callers maintained)
    {
        DateTimeOffset asOf = maintained.Host.Clock.Now;
        maintained.Host.Clock.Now += TimeSpan.FromMinutes(1);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(asOf, await maintained.AssertAnswersAsync());
        }
    }
}
