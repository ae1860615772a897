using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Faults;

/// <summary>The primary is lost for good, and its replica takes its place.</summary>
[Collection(FaultTests.Name)]
public class FailoverTests
{
    [PrivatePostgreSqlFact]
    public async Task Primary_ReplacedByItsReplica_FailsNoRequestAndTicksContinue()
    {
        PostgreSqlServer primary = PostgreSqlServer.StartPrivate();
        PostgreSqlServer replica = primary.StartReplica();
        await using FaultTestDatabase school = await FaultTestDatabase.OpenAsync(
            primary, database => PostgreSqlServer.WithReplica(database, replica));

        primary.Kill();
        // No caller of either mode notices: reads go to the replica.
        for (int i = 0; i < 10; i++)
        {
            foreach (Callers callers in school.Both)
            {
                await callers.AssertAnswersAsync();
            }
        }

        replica.Promote();
        school.MoveTo(replica);
        await school.AssertRecoversAsync();
        replica.Stop();
    }
}
