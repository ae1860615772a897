using LeadGraph.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Access;

public class AuthCommandTests
{
    [Fact]
    public async Task NewKey_WithNameAndScopes_PrintsSettingsAndTheKeyApart()
    {
        var (code, settings, console) = await RunAsync(
            "new-key", "--name", "dashboard", "--scopes", "read, personal", "--expires", "2027-01-31");

        Assert.Equal(0, code);
        string key = console.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.True(ApiKey.HasKeyFormat(key));
        Assert.Equal(
            $"""
            LeadGraph__Auth__ApiKeys__dashboard__Hash={ApiKey.HashOf(key)}
            LeadGraph__Auth__ApiKeys__dashboard__Scopes=read,personal
            LeadGraph__Auth__ApiKeys__dashboard__Expires=2027-01-31T00:00:00Z

            """, settings);
        Assert.DoesNotContain(key, settings);
    }

    [Fact]
    public async Task NewKey_WithAFile_AddsItToAFileThatOnlyItsOwnerCanRead()
    {
        string file = Path.Combine(TestRun.NewFolder("keys"), "leadgraph.env");

        var (code, output, console) = await RunAsync(
            "new-key", "--name", "dashboard", "--scopes", "read,personal", "--file", file);
        var (again, _, problem) = await RunAsync("new-key", "--name", "Dashboard", "--scopes", "read", "--file", file);
        await RunAsync("new-key", "--name", "second", "--scopes", "read", "--expires", "2020-01-31", "--file", file);

        Assert.Equal((0, ""), (code, output));
        string key = console.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith(
            $"LeadGraph__Auth__ApiKeys__dashboard__Hash={ApiKey.HashOf(key)}\n"
                + "LeadGraph__Auth__ApiKeys__dashboard__Scopes=read,personal\n"
                + "LeadGraph__Auth__ApiKeys__second__Hash=",
            await File.ReadAllTextAsync(file));
        Assert.Equal(1, again);
        Assert.Contains("has a key Dashboard already; revoke it", problem);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData(0x1A4 /* rw-r--r-- */, 0x180 /* rw------- */)]
    [InlineData(0x1A0 /* rw-r----- */, 0x1A0)]
    public async Task NewKey_WithAFileThatEverybodyCanRead_HidesItFromOthers(int before, int after)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string file = Path.Combine(TestRun.NewFolder("keys"), "leadgraph.env");
        await File.WriteAllTextAsync(file, "# keys");
        File.SetUnixFileMode(file, (UnixFileMode)before);

        await RunAsync("new-key", "--name", "dashboard", "--scopes", "read", "--file", file);

        Assert.Equal((UnixFileMode)after, File.GetUnixFileMode(file));
        Assert.StartsWith("# keys\nLeadGraph__Auth__", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task List_OfAFileAndSettings_TellsEachKeyWithoutItsHash()
    {
        string file = Path.Combine(TestRun.NewFolder("keys"), "leadgraph.keys");
        await RunAsync("new-key", "--name", "dashboard", "--scopes", "read,personal", "--file", file);
        await RunAsync("new-key", "--name", "old", "--scopes", "read", "--expires", "2020-01-31", "--file", file);

        var (code, output, _) = await RunAsync(
            "list", $"--LeadGraph:Auth:ApiKeysFile={file}",
            $"--LeadGraph:Auth:ApiKeys:fixed:Hash={ApiKey.HashOf("a")}", "--LeadGraph:Auth:ApiKeys:fixed:Scopes=metrics");

        Assert.Equal(0, code);
        Assert.Equal(
            $"""
            name       scopes         expires                        kept in
            fixed      metrics        never                          settings
            dashboard  read,personal  never                          {file}
            old        read           2020-01-31T00:00:00Z, is over  {file}

            """, output);
    }

    [Fact]
    public async Task Revoke_OfAKeyInTheFile_RemovesItAlone()
    {
        string file = Path.Combine(TestRun.NewFolder("keys"), "leadgraph.keys");
        await File.WriteAllTextAsync(file, "# of the sales team\n");
        await RunAsync("new-key", "--name", "one", "--scopes", "read", "--file", file);
        string before = await File.ReadAllTextAsync(file);
        await RunAsync("new-key", "--name", "two", "--scopes", "read", "--expires", "2030-01-31", "--file", file);

        var (code, output, _) = await RunAsync("revoke", "TWO", "--file", file);
        var (again, _, problem) = await RunAsync("revoke", "two", $"--LeadGraph:Auth:ApiKeysFile={file}");

        Assert.Equal((0, $"The key TWO was removed from {file}.\n"), (code, output));
        Assert.Equal(before, await File.ReadAllTextAsync(file));
        Assert.Equal(1, again);
        Assert.Contains("has no key two; it has one.", problem);
    }

    [Fact]
    public async Task Revoke_OfAKeyInTheSettings_SaysWhatToRemove()
    {
        var (code, output, problem) = await RunAsync(
            "revoke", "fixed", $"--LeadGraph:Auth:ApiKeys:fixed:Hash={ApiKey.HashOf("a")}",
            "--LeadGraph:Auth:ApiKeys:fixed:Scopes=read");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("remove LeadGraph:Auth:ApiKeys:fixed there and restart the service", problem);
    }

    [Theory]
    [InlineData("list", "nonsense", "Line 1 is not the setting of a key")]
    [InlineData("revoke one", "nonsense", "Line 1 is not the setting of a key")]
    [InlineData("list", null, "Could not find file")]
    [InlineData("revoke one", null, "Could not find file")]
    public async Task Command_WithABrokenFile_TellsTheReasonAndChangesNothing(
        string command, string? content, string reason)
    {
        string file = Path.Combine(TestRun.NewFolder("keys"), "leadgraph.keys");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content);
        }

        var (code, output, problem) = await RunAsync([.. command.Split(' '), "--file", file]);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(reason, problem);
        Assert.Equal(content, File.Exists(file) ? await File.ReadAllTextAsync(file) : null);
    }

    [Theory]
    [InlineData("There is no old-key", "old-key")]
    [InlineData("Required command", "")]
    [InlineData("'--name'", "new-key", "--name")]
    [InlineData("There is no --nam", "new-key", "--nam", "x", "--scopes", "read")]
    [InlineData("'--name' is required", "new-key", "--scopes", "read")]
    [InlineData("There is no more", "new-key", "--name", "a", "--scopes", "read", "more")]
    [InlineData("--name accepts", "new-key", "--name", "a__b", "--scopes", "read")]
    [InlineData("--name accepts", "new-key", "--name", "a\nb", "--scopes", "read")]
    [InlineData("--scopes accepts read, with personal and campaigns", "new-key", "--name", "a", "--scopes", "write")]
    [InlineData("--scopes accepts read, with personal", "new-key", "--name", "a", "--scopes", "personal")]
    [InlineData("--expires accepts", "new-key", "--name", "a", "--scopes", "read", "--expires", "soon")]
    public async Task NewKey_WithArgumentsThatMakeNoSense_SaysWhatItAccepts(string problem, params string[] arguments)
    {
        var (code, settings, console) = await RunAsync(arguments);

        Assert.Equal(1, code);
        Assert.Empty(settings);
        Assert.Contains(problem, console);
    }

    private static async Task<(int Code, string Settings, string Console)> RunAsync(params string[] arguments)
    {
        using StringWriter settings = new() { NewLine = "\n" }, console = new() { NewLine = "\n" };
        int code = await CommandLine.RunAsync(
            ["auth", .. arguments.Where(word => word.Length > 0)], settings, console);
        return (code, settings.ToString(), console.ToString());
    }
}
