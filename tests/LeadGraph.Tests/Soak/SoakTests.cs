using LeadGraph.Maintained;
using LeadGraph.Tests.Faults;
using LeadGraph.Tests.Hosting;
using Xunit.Abstractions;

namespace LeadGraph.Tests.Soak;

/// <summary>The soak in its short form; tests/LeadGraph.Soak runs it for as long as one likes.</summary>
[Collection(FaultTests.Name)]
public class SoakTests(ITestOutputHelper output)
{
    [PrivatePostgreSqlTheory]
    [InlineData(ActivityMode.Live)]
    [InlineData(ActivityMode.Maintained)]
    public async Task Service_UnderLoadAndFaults_GivesNoWrongAnswerAndLeaksNothing(ActivityMode mode)
    {
        var (table, problems) = await new SoakRun(mode, TimeSpan.FromSeconds(30), rate: 20).RunAsync();

        output.WriteLine(table);
        Assert.Empty(problems);
    }
}
