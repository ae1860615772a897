using System.Text;
using System.Text.RegularExpressions;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Documentation;

/// <summary>The demo answers the requests of the README as it shows.</summary>
public partial class ReadmeExampleTests
{
    [Fact]
    public async Task Examples_SentToTheDemo_ReturnWhatTheReadmeShows()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            "", ("LeadGraph:Demo:File", ReferenceData.NewSqliteFile()), ("LeadGraph:Demo:EventEverySeconds", "0"));
        string text = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        Match[] examples = [.. Example().Matches(text).Cast<Match>()];
        Assert.Equal(2, examples.Length);

        foreach (Match example in examples)
        {
            string address = example.Groups["address"].Value;
            using HttpResponseMessage response = example.Groups["body"] is { Success: true } body
                ? await host.Client.PostAsync(
                    address, new StringContent(body.Value, Encoding.UTF8, "application/json"))
                : await host.Client.GetAsync(address);

            Assert.Equal(
                WithoutWhatVaries(example.Groups["response"].Value),
                WithoutWhatVaries(await response.Content.ReadAsStringAsync()));
        }
    }

    // How many days and whom an hour of the day lets count depends on when the demo starts.
    private static string WithoutWhatVaries(string response) => Varying().Replace(response, "${name}0");

    [GeneratedRegex("""
        ^    curl '?http://localhost:5000(?<address>/[^\s']*)'?( -H '[^']*' \\\n +-d '(?<body>[^']*)')?\n\n    (?<response>[\[{].*)$
        """, RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex("""(?<name>"(last_activity|active_days|totalCount)":)("[^"]*"|\d+)""")]
    private static partial Regex Varying();
}
