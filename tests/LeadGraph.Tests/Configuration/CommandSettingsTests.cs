using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Configuration;

/// <summary>Commands refuse misspelt settings as the service does, whether they need the section or not.</summary>
public class CommandSettingsTests
{
    private const string Misspelt = "--LeadGraph:Scorring:WindowDays=14";

    private const string Unknown =
        "LeadGraph:Scorring is an unknown setting. Did you mean LeadGraph:Scoring?";

    [Theory]
    [InlineData("database", "install")]
    [InlineData("database", "install", "--script")]
    [InlineData("database", "status")]
    [InlineData("database", "uninstall")]
    [InlineData("database", "uninstall", "--script")]
    [InlineData("health")]
    [InlineData("rules", "preview")]
    [InlineData("schema", "export")]
    [InlineData("webhooks", "list")]
    [InlineData]
    public async Task Command_WithAMisspeltSetting_IsRefusedAndNamesTheNearest(params string[] command)
    {
        var (code, output, error) = await RunAsync([.. command, "--LeadGraph:Demo:Enabled=true", Misspelt]);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(Unknown, error);
    }

    [Theory]
    [InlineData("LeadGraph:Autth is an unknown setting. Did you mean LeadGraph:Auth?", "LeadGraph:Autth:Mode", "Keys")]
    [InlineData("LeadGraph:Auth:ApiKeys:bot:Expire is an unknown setting. Did you mean LeadGraph:Auth:ApiKeys:bot:Expires?",
        "LeadGraph:Auth:ApiKeys:bot:Expire", "2027-01-31")]
    [InlineData("ConnectionStrings:Leadgraf is an unknown setting.", "ConnectionStrings:Leadgraf", "Host=db")]
    [InlineData("LeadGraph:Webhooks:crm:Urll is an unknown setting.", "LeadGraph:Webhooks:crm:Urll", "https://a.example")]
    [InlineData("LeadGraph:Segments:new:Serch is an unknown setting.", "LeadGraph:Segments:new:Serch", "iva")]
    [InlineData("LeadGraph:Activity:RebuildIntervall is an unknown setting.", "LeadGraph:Activity:RebuildIntervall", "1")]
    [InlineData("LeadGraph:Tables:Events:Columns:UserIdd is an unknown setting.",
        "LeadGraph:Tables:Events:Columns:UserIdd", "id")]
    [InlineData("LeadGraph:Scoring:Events:x:Weigth is an unknown setting.", "LeadGraph:Scoring:Events:x:Weigth", "0")]
    [InlineData("LeadGraph:MaxLeads", "LeadGraph:MaxLeads", "many")]
    public async Task Install_WithAMisspeltOrUnreadableSetting_SaysWhatTheServiceSays(
        string problem, string setting, string value)
    {
        var installation = await RunAsync(["database", "install", $"--{setting}={value}"]);
        var service = await RunAsync([$"--{setting}={value}", "--urls=http://127.0.0.1:0"]);

        Assert.Equal((1, ""), (installation.Code, installation.Output));
        Assert.Contains(problem, installation.Error);
        Assert.Contains(installation.Error.Trim(), service.Error);
        Assert.DoesNotContain("Host=db", installation.Error);
    }

    [Fact]
    public async Task Install_WithSeveralMisspeltSettings_NamesThemAll()
    {
        var (code, _, error) = await RunAsync(
            ["database", "install", Misspelt, "--LeadGraph:Cache:Second=5", "--ConnectionStrings:LeadGrap=Host=db"]);

        Assert.Equal(1, code);
        Assert.Contains(Unknown, error);
        Assert.Contains("LeadGraph:Cache:Second is an unknown setting. Did you mean LeadGraph:Cache:Seconds?", error);
        Assert.Contains("ConnectionStrings:LeadGrap is an unknown setting.", error);
    }

    [PostgreSqlFact]
    public async Task Install_WithAMisspeltSetting_ChangesNothingInTheDatabase()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        string connection = $"--ConnectionStrings:LeadGraph={database}";

        Assert.Equal(1, (await RunAsync(["database", "install", connection, Misspelt])).Code);
        var installed = await RunAsync(["database", "install", connection, "--LeadGraph:MaxLeads=5"]);
        Assert.Equal(1, (await RunAsync(["database", "uninstall", connection, Misspelt])).Code);
        var uninstalled = await RunAsync(["database", "uninstall", connection]);

        Assert.Contains("Installed. ", installed.Output);
        Assert.Contains("Uninstalled.", uninstalled.Output);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
