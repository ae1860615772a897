using System.Diagnostics;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests;

/// <summary>What the real program makes of its command line.</summary>
public class CommandLineTests
{
    // Of whatever kind it is, it begins the lines of a stack trace.
    private const string StackTrace = "   at ";

    [Theory]
    [InlineData("auth database health rules schema webhooks --Name", "--help")]
    [InlineData("list test enable replay", "webhooks", "--help")]
    [InlineData("--from", "webhooks", "replay", "--help")]
    [InlineData("auth", "-h")]
    [InlineData("new-key list revoke", "auth", "--help")]
    [InlineData("--name --scopes --expires --file", "auth", "new-key", "--help")]
    [InlineData("--file", "auth", "revoke", "--help")]
    [InlineData("install status uninstall", "database", "--help")]
    [InlineData("--script", "database", "install", "--help")]
    [InlineData("--hot-events --cool-days --window-days --time-zone --weight --max-per-day", "rules", "preview", "--help")]
    [InlineData("--url", "health", "--help")]
    [InlineData("export", "schema", "--help")]
    [InlineData("--output", "schema", "export", "--help")]
    public async Task Help_OfAnyCommand_IsPrintedAndNothingStarts(string words, params string[] arguments)
    {
        ProgramRun run = await ProgramRun.OfAsync(arguments);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(words.Split(' '), word => Assert.Contains(word, run.Output));
        Assert.DoesNotContain("listening", run.Output);
    }

    [Fact]
    public async Task Version_IsPrintedAndNothingStarts()
    {
        ProgramRun run = await ProgramRun.OfAsync("--version");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"\A\d+\.\d+\.\d+\S*\s*\z", run.Output);
    }

    [Theory]
    [InlineData("databse", "databse")]
    [InlineData("serve", "--LeadGraph:MaxLeads=5", "serve")]
    [InlineData("--urls", "--urls")]
    [InlineData("--hlep", "--hlep")]
    [InlineData("-x", "-x")]
    [InlineData("@file", "@file")]
    [InlineData("[x]", "[x]")]
    [InlineData("[diagram]", "[diagram]", "auth")]
    [InlineData("Required command", "auth")]
    [InlineData("old-key", "auth", "old-key")]
    [InlineData("more", "auth", "new-key", "--name", "a", "--scopes", "read", "more")]
    [InlineData("name", "auth", "revoke")]
    [InlineData("Required command", "database")]
    [InlineData("--scrpt", "database", "install", "--scrpt")]
    [InlineData("now", "database", "status", "now")]
    [InlineData("Required command", "rules")]
    [InlineData("--hot-event", "rules", "preview", "--hot-event")]
    [InlineData("Required command", "schema")]
    [InlineData("print", "schema", "print")]
    [InlineData("file", "schema", "export", "file")]
    public async Task Words_ThatMeanNothing_AreNamedAndEndWithOne(string word, params string[] arguments)
    {
        ProgramRun run = await ProgramRun.OfAsync(arguments);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains(word, run.Error);
        Assert.DoesNotContain(StackTrace, run.Error);
    }

    [Fact]
    public async Task Database_ReadsTheSettingsFilesOfTheServiceAlone()
    {
        string own = TestRun.NewFolder("settings"), other = TestRun.NewFolder("settings");
        await File.WriteAllTextAsync(Path.Combine(own, "appsettings.json"), """
            {"ConnectionStrings": {"LeadGraph": "Host=127.0.0.1;Port=1;Username=x;Password=secret"}}
            """);
        await File.WriteAllTextAsync(Path.Combine(other, "appsettings.json"), "{ of another program");

        ProgramRun there = await ProgramRun.InAsync(other, ["database", "status", "--contentRoot", own]);
        ProgramRun relative = await ProgramRun.InAsync(
            Path.GetDirectoryName(own)!, ["database", "status", "--contentRoot", Path.GetFileName(own)]);
        ProgramRun usual = await ProgramRun.InAsync(other, ["database", "status"]);

        Assert.Equal(1, there.Code);
        Assert.Contains("The database cannot be reached", there.Error);
        Assert.Equal(there, relative);
        Assert.Equal(1, usual.Code);
        Assert.Contains("ConnectionStrings:LeadGraph is not set.", usual.Error);
        Assert.DoesNotContain(StackTrace, there.Error + usual.Error);
        Assert.DoesNotContain("secret", there.Error);
    }

    [Theory]
    [InlineData("database", "install")]
    [InlineData("schema", "export")]
    [InlineData]
    public async Task ContentRoot_WhereThereIsNoFolder_IsTold(params string[] command)
    {
        ProgramRun run = await ProgramRun.OfAsync([.. command, "--contentRoot", "src/LeadGraph"]);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("contentRoot is src/LeadGraph, which does not exist.", run.Error);
        Assert.DoesNotContain(StackTrace, run.Error);
    }

    [Fact]
    public async Task Install_WithTheContentRootOfTheSources_AsksTheDatabase()
    {
        ProgramRun run = await ProgramRun.InAsync(
            Repository.Root, ["database", "install", "--contentRoot", "src/LeadGraph"]);

        Assert.Equal(1, run.Code);
        Assert.Contains("ConnectionStrings:LeadGraph is not set.", run.Error);
        Assert.DoesNotContain(StackTrace, run.Error);
    }

    [Theory]
    [InlineData("LeadGraph:Scoring:WindowDays", "--LeadGraph:Scoring:WindowDays=abc", "--LeadGraph:MaxLeads=0")]
    [InlineData("LeadGraph:MaxLeads is 0", "LeadGraph:Scoring:WindowDays=abc", "/LeadGraph:MaxLeads", "0")]
    [InlineData("LeadGraph:Auth:Mode is", "schema", "export", "--LeadGraph:Auth:Mode", "x", "--LeadGraph:MaxLeads=0")]
    public async Task Settings_SeveralOfWhichMakeNoSense_AreAllTold(string setting, params string[] arguments)
    {
        ProgramRun run = await ProgramRun.OfAsync(arguments);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains(setting, run.Error);
        Assert.Contains("LeadGraph:MaxLeads is 0", run.Error);
        Assert.DoesNotContain(StackTrace, run.Error);
    }

    [Theory]
    [InlineData("appsettings.json", "--contentRoot", ".")]
    [InlineData("appsettings.json", "database", "status", "--contentRoot", ".")]
    [InlineData("nowhere", "schema", "export", "--output", "nowhere/schema.graphql")]
    public async Task Files_OfNoUse_AreNamed(string file, params string[] arguments)
    {
        string folder = TestRun.NewFolder("settings");
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "{ broken");

        ProgramRun run = await ProgramRun.InAsync(folder, arguments);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains(file, run.Error);
        Assert.DoesNotContain(StackTrace, run.Error);
    }

    /// <summary>Each assembly is loaded at another point of the start.</summary>
    [Theory]
    [InlineData("Microsoft.Extensions.Hosting.dll")]
    [InlineData("Microsoft.EntityFrameworkCore.dll")]
    [InlineData("Microsoft.EntityFrameworkCore.Relational.dll")]
    [InlineData("Npgsql.EntityFrameworkCore.PostgreSQL.dll")]
    [InlineData("System.Linq.Queryable.dll")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets.dll")]
    public async Task Sigterm_DuringTheStart_EndsItWithoutAFailure(string assembly)
    {
        ProgramRun run = await ProgramRun.InAsync(
            TestRun.NewFolder("run"),
            ["--urls=http://127.0.0.1:0", "--ConnectionStrings:LeadGraph=Host=127.0.0.1;Port=1;Username=x"],
            async process =>
            {
                while (!process.HasExited && !await HasLoadedAsync(process, assembly))
                {
                    await Task.Yield();
                }

                using Process kill = Process.Start("/bin/kill", ["-TERM", $"{process.Id}"]);
                await kill.WaitForExitAsync();
            });

        // 143 is the runtime's own, of a program that has not asked for the signal yet.
        Assert.Contains(run.Code, (int[])[0, 143]);
        Assert.Equal("", run.Error);
    }

    private static async Task<bool> HasLoadedAsync(Process process, string assembly)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{process.Id}/maps")).Contains($"/{assembly}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A user of Linux has 128 watchers by default, which other programs may hold; then it would not start.
    [Fact]
    public async Task Service_HoldsNoWatcherOfFiles()
    {
        await using ServiceProcess service =
            await ServiceProcess.StartAsync(("DOTNET_hostBuilder:reloadConfigOnChange", "true"));

        Assert.DoesNotContain("anon_inode:inotify", service.OpenFiles);
    }
}
