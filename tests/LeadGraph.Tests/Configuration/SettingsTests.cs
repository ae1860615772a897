using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Configuration;

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
    [InlineData("LeadGraph:Cors:Origins", "https://dashboard.example.com")]
    [InlineData("LeadGraph:MaxLead", "50")]
    [InlineData("LeadGraph:Scoring:Hot:MinEvent", "30")]
    [InlineData("Urls", "localhost")]
    [InlineData("Urls", "http://localhost:99999")]
    [InlineData("Urls", "ftp://localhost")]
    public async Task Start_WithAnInvalidSetting_FailsWithItsName(string setting, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync("Data Source=unused.db", (setting, value)));

        Assert.Contains(failure.Failures, text => text.Contains(setting));
    }

    [Theory]
    [InlineData("postgres://leadgraph:secret@db/school?sslmode=secret")]
    [InlineData("postgres://leadgraph:100%secret@db/school")]
    [InlineData("postgres://leadgraph:secret@db:secret/school")]
    [InlineData("postgres://leadgraph:secret@/school")]
    [InlineData("Host=db;Passwort=secret")]
    [InlineData("Host=db;Password=a;secret=b")]
    [InlineData("Database=school;Password=secret")]
    [InlineData("secret")]
    public async Task Start_WithAnInvalidConnectionString_FailsWithoutShowingIt(string connectionString)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync(connectionString));

        Assert.StartsWith("ConnectionStrings:LeadGraph is not a connection string.", Assert.Single(failure.Failures));
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Fact]
    public async Task Start_WithAPoolThatOneCallerCouldTake_NamesTheSettingAndItsValue()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync("Host=db;Password=secret;MaxPoolSize=5"));

        Assert.StartsWith(
            "ConnectionStrings:LeadGraph has Maximum Pool Size=5; it must be at least 6", Assert.Single(failure.Failures));
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Theory]
    [InlineData("Host=db;Passwort=secret", "passwort is an unknown keyword. Did you mean Password?")]
    [InlineData("Host=db;Usernam=x", "usernam is an unknown keyword. Did you mean Username?")]
    [InlineData("postgres://u:p@db/school?sslmod=require", "sslmod is an unknown parameter of the URI. Did you mean sslmode?")]
    [InlineData("postgres://u:p@db/school?sslmode=always", "sslmode in the URI has an invalid value.")]
    [InlineData("postgres://u:10%@db/school", "Write %25 for a percent sign.")]
    public async Task Start_WithAnInvalidConnectionString_NamesWhatIsWrong(string connectionString, string reason)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync(connectionString));

        Assert.Contains(reason, Assert.Single(failure.Failures));
    }

    [Theory]
    [InlineData("LeadGraph:Autth:Mode", "LeadGraph:Autth", "LeadGraph:Auth")]
    [InlineData("LeadGraph:Scorring:WindowDays", "LeadGraph:Scorring", "LeadGraph:Scoring")]
    [InlineData("LeadGraph:Scoring:WindwDays", "LeadGraph:Scoring:WindwDays", "LeadGraph:Scoring:WindowDays")]
    [InlineData("LeadGraph:Scoring:Hot:MinEvent", "LeadGraph:Scoring:Hot:MinEvent", "LeadGraph:Scoring:Hot:MinEvents")]
    [InlineData("LeadGraph:MaxLead", "LeadGraph:MaxLead", "LeadGraph:MaxLeads")]
    [InlineData(
        "LeadGraph:Auth:ApiKeys:x:Expire", "LeadGraph:Auth:ApiKeys:x:Expire", "LeadGraph:Auth:ApiKeys:x:Expires")]
    public async Task Start_WithAMisspeltSetting_FailsWithTheNearestName(string setting, string unknown, string nearest)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync("Data Source=unused.db", (setting, "1")));

        Assert.Contains(
            $"{unknown} is an unknown setting. Did you mean {nearest}?", failure.Failures);
    }

    [Fact]
    public async Task Start_WithAMisspeltConnectionString_FailsInsteadOfServingDemoData()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ServiceHost.StartAsync("", ("ConnectionStrings:Leadgraf", "Host=db;Password=secret")));

        Assert.Contains(
            "ConnectionStrings:Leadgraf is an unknown setting. The only connection string is "
                + "ConnectionStrings:LeadGraph.",
            failure.Failures);
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Fact]
    public async Task Start_OnAPortInUse_FailsWithOneLineThatNamesTheSetting()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string program = Path.Combine(AppContext.BaseDirectory, "LeadGraph.dll");
        var start = new ProcessStartInfo("dotnet", [program, $"--urls=http://{listener.LocalEndpoint}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["ConnectionStrings__LeadGraph"] = "Data Source=unused.db" }
        };

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Equal(
            $"LeadGraph does not start: Failed to bind to address http://{listener.LocalEndpoint}: address already in "
            + "use. Set Urls to an address such as http://localhost:5001.", Assert.Single(errors.Trim().Split('\n')));
        Assert.DoesNotContain("   at ", await output);
    }

    [Fact]
    public async Task SchemaExport_InAnotherFolder_WritesThereWithoutReadingSettingsThere()
    {
        string folder = Directory.CreateTempSubdirectory("leadgraph-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "appsettings.json"), """{"LeadGraph": {"MaxLeads": "none of this program's"}}""");
        string program = Path.Combine(AppContext.BaseDirectory, "LeadGraph.dll");
        var start = new ProcessStartInfo("dotnet", [program, "schema", "export", "--output", "schema.graphql"])
        {
            RedirectStandardError = true,
            WorkingDirectory = folder
        };

        using Process process = Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal((0, ""), (process.ExitCode, errors));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema.graphql")),
            await File.ReadAllTextAsync(Path.Combine(folder, "schema.graphql")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Log_ByDefault_ContainsNeitherUrlsNorSql()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}", (ServiceHost.SqlLevel, null));

        await host.Client.GetStringAsync("/api/user-activity?search=someone");

        await host.Logs.WaitForAsync(LogLevel.Information, "The database is ready");
        Assert.DoesNotContain(host.Logs.All, record => record.Message.Contains("someone")
            || record.Message.Contains("/api/user-activity") || record.Message.Contains("SELECT"));
    }

    [Fact]
    public async Task Scoring_WithOneNumberConfigured_HasDefaultsForTheOthers()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            "Data Source=unused.db", ("LeadGraph:Scoring:Hot:MinEvents", "30"), ("LeadGraph:Scoring:WindowDays", "14"));

        Assert.Equal(
            JsonSerializer.Serialize(
                new ScoringRules { WindowDays = 14, Hot = new() { MinEvents = 30, MinActiveDays = 5 } }),
            JsonSerializer.Serialize(host.Services.GetRequiredService<ScoringRules>()));
    }
}
