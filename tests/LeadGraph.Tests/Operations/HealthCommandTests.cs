using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Operations;

/// <summary>The probe of containers, as the real program.</summary>
public class HealthCommandTests
{
    [Fact]
    public async Task Health_OfAServiceThatIsReady_EndsWithZero()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);
        await host.UntilReadyAsync();
        string address = host.Client.BaseAddress!.ToString(), any = address.Replace("127.0.0.1", "0.0.0.0");

        foreach (string[] arguments in (string[][])
            [["--url", address], ["--Urls", address], [$"Urls=https://localhost:1;{any}"],
             [$"HTTP_PORTS={host.Client.BaseAddress.Port}"]])
        {
            ProgramRun run = await ProgramRun.OfAsync(["health", .. arguments]);

            Assert.Equal((0, ""), (run.Code, run.Error));
            Assert.Contains("/health/ready: 200 {\"status\":\"healthy\"", run.Output);
        }
    }

    [Fact]
    public async Task Health_OfAServiceThatIsNotReady_EndsWithOneAndTheReason()
    {
        await using ServiceHost host = await ServiceHost.StartAsync("Data Source=/no/such/folder/file.db");

        ProgramRun run = await ProgramRun.OfAsync("health", "--url", host.Client.BaseAddress!.ToString());

        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains("/health/ready: 503 {\"status\":\"unhealthy\"", run.Output);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "http://127.0.0.1:1/health/ready: ")]
    [InlineData("localhost", "--url is localhost; it must be an address such as http://localhost:5000.")]
    [InlineData("file:///etc/passwd", "--url is file:///etc/passwd; it must be")]
    public async Task Health_WithoutAService_EndsWithOneAndSaysWhere(string url, string message)
    {
        ProgramRun run = await ProgramRun.OfAsync("health", "--url", url);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith(message, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }
}
