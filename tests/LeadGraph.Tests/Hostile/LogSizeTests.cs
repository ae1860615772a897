using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>Clients cannot fill the log.</summary>
public class LogSizeTests
{
    private const int Operations = 250;

    [EngineFact]
    public async Task Operations_WithErrors_AreLoggedAtMostAHundredTimesAMinute()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();

        await SendAsync(host, Operations);
        Assert.Equal(100, Count(host, "returned errors;"));

        host.Clock.Now += TimeSpan.FromMinutes(1);
        await SendAsync(host, 1);
        Assert.Equal(101, Count(host, "returned errors;"));
        Assert.Equal(1, Count(host, $"{Operations - 100} more operations returned errors and were not logged"));
    }

    private static async Task SendAsync(ServiceHost host, int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            using HttpResponseMessage response = await host.Client.GetAsync($"/graphql?query={{unknown{i}}}");
            Assert.Contains("\"errors\"", await response.Content.ReadAsStringAsync());
        }
    }

    private static int Count(ServiceHost host, string text)
        => host.Logs.All.Count(record => record.Message.Contains(text, StringComparison.Ordinal));
}
