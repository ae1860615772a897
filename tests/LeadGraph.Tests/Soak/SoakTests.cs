using LeadGraph.Data;
using LeadGraph.Tests.Faults;
using LeadGraph.Tests.Hosting;
using Xunit.Abstractions;

namespace LeadGraph.Tests.Soak;

/// <summary>
/// The soak in its short forms, one for every run and one for <c>LEADGRAPH_LONG_TESTS=1</c>; tests/LeadGraph.Soak runs
/// it for as long as one likes.
/// </summary>
[Collection(LoadTests.Name)]
public class SoakTests(ITestOutputHelper output)
{
    [PrivatePostgreSqlFact]
    public async Task Service_UnderLoadAndFaults_GivesNoWrongAnswerAndLeaksNothing()
    {
        TimeSpan length = TimeSpan.FromSeconds(TestRun.IsLong ? 120 : 20);

        // Each with a service and a server of its own.
        (string Table, IReadOnlyList<string> Problems)[] runs = await Task.WhenAll(
            new SoakRun(ActivityMode.Live, length, rate: 15).RunAsync(),
            new SoakRun(ActivityMode.Maintained, length, rate: 15).RunAsync());

        foreach (var (table, _) in runs)
        {
            output.WriteLine(table);
        }

        Assert.Empty(runs.SelectMany(run => run.Problems));
    }

    [PrivatePostgreSqlFact]
    public async Task Soak_OfAServiceThatScoresOtherwise_FindsItOut()
    {
        var (_, problems) = await new SoakRun(
            ActivityMode.Live, TimeSpan.FromSeconds(3), rate: 10, ("LeadGraph:Scoring:Cool:MinEvents", "9")).RunAsync();

        Assert.Contains(problems, problem => problem.Contains("wrong answers: REST"));
        Assert.Contains(problems, problem => problem.Contains("wrong answers: GraphQL"));
        Assert.Contains(problems, problem => problem.Contains("wrong answers: CSV"));
    }
}
