using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests;

public class SettingsTests
{
    [Theory]
    [InlineData("LeadGraph:Scoring:WindowDays", "-1")]
    [InlineData("LeadGraph:Scoring:WindowDays", "week")]
    [InlineData("LeadGraph:Scoring:Hot:MinEvents", "9")]
    [InlineData("LeadGraph:Scoring:Warm:MinActiveDays", "6")]
    [InlineData("LeadGraph:MaxLeads", "0")]
    [InlineData("LeadGraph:MaxLeads", "10001")]
    [InlineData("LeadGraph:Cors:Origins:0", "dashboard.example.com")]
    [InlineData("LeadGraph:Cors:Origins:0", "https://dashboard.example.com/")]
    [InlineData("LeadGraph:Demo:EventEverySeconds", "-1")]
    [InlineData("LeadGraph:Demo:File", "")]
    public async Task Start_WithASettingThatMakesNoSense_FailsAndNamesIt(string setting, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync("Data Source=unused.db", (setting, value)));

        Assert.Contains(failure.Failures, text => text.Contains(setting));
    }

    [Theory]
    [InlineData("postgres://leadgraph:secret@db/school")]
    [InlineData("Host=db;Passwort=secret")]
    [InlineData("Database=school;Password=secret")]
    [InlineData("secret")]
    public async Task Start_WithAConnectionStringThatIsNone_FailsWithoutRepeatingIt(string connectionString)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync(connectionString));

        Assert.StartsWith("ConnectionStrings:LeadGraph is no connection string.", Assert.Single(failure.Failures));
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Fact]
    public async Task Scoring_WhereOneNumberIsConfigured_KeepsTheOthers()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            "Data Source=unused.db", ("LeadGraph:Scoring:Hot:MinEvents", "30"), ("LeadGraph:Scoring:WindowDays", "14"));

        Assert.Equal(
            new ScoringRules { WindowDays = 14, Hot = new() { MinEvents = 30, MinActiveDays = 5 } },
            host.Services.GetRequiredService<ScoringRules>());
    }
}
