using System.Diagnostics;
using System.Text.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Dashboard.Tests;

/// <summary>
/// How the build brings the dashboard in, over a project and an npm of the test's own: one that can be missing.
/// </summary>
public sealed class DashboardBuildTests : IDisposable
{
    private const string LeftOut = "The dashboard is left out";

    private readonly string _root = Directory.CreateTempSubdirectory("dashboard-build-").FullName;

    public DashboardBuildTests()
    {
        Write("src/LeadGraph.Dashboard/package.json", "{}");
        Write("src/LeadGraph.Dashboard/package-lock.json", "{}");
        Write("src/LeadGraph.Dashboard/.npmrc", "");
        Write("src/LeadGraph.Dashboard/tsconfig.json", "{}");
        Write("src/LeadGraph.Dashboard/src/App.tsx", "1");
        Write("src/LeadGraph.Dashboard/src/Other.tsx", "1");
        Write("schema.graphql", "");
        Write("src/LeadGraph/Dashboard/Dashboard.targets", File.ReadAllText(
            Path.Combine(Repository.Root, "src/LeadGraph/Dashboard/Dashboard.targets")));
        Write("src/LeadGraph/LeadGraph.proj", """
            <Project><Import Project="Dashboard/Dashboard.targets" /></Project>
            """);
        Write("npm/npm", """
            #!/bin/sh
            echo "$*" >> "$NPM_LOG"
            case "$1" in
              ci) [ -z "$NPM_OFFLINE" ] || { echo 'no network'; exit 1; }
                  mkdir -p node_modules && echo > node_modules/.package-lock.json ;;
              run) rm -rf dist && mkdir -p dist && cat src/*.tsx > dist/index.html ;;
            esac
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_root, "npm/npm"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Build_OfWhatHasNotChanged_AsksNpmNothing()
    {
        Assert.Equal(["Dashboard/index.html"], (await BuildAsync()).Files);
        Assert.Equal(["--version", "ci", "--version", "run"], NpmCalls());

        Assert.Equal(["Dashboard/index.html"], (await BuildAsync()).Files);
        Assert.Empty(NpmCalls());

        // Nor is npm needed for it.
        var (files, output, exitCode) = await BuildAsync(npm: false);
        Assert.Equal(["Dashboard/index.html"], files);
        Assert.DoesNotContain(LeftOut, output);
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("package-lock.json")]
    [InlineData(".npmrc")]
    public async Task Build_AfterWhatPackagesAreMadeOfChanged_InstallsThem(string file)
    {
        await BuildAsync();
        NpmCalls();

        Change(file);

        Assert.Equal(["Dashboard/index.html"], (await BuildAsync()).Files);
        Assert.Equal(["--version", "ci", "--version", "run"], NpmCalls());
    }

    [Fact]
    public async Task Build_AfterASourceIsGone_BuildsAgain()
    {
        await BuildAsync();
        NpmCalls();

        File.Delete(Path.Combine(_root, "src/LeadGraph.Dashboard/src/Other.tsx"));

        await BuildAsync();
        Assert.Equal(["--version", "run"], NpmCalls());
    }

    [Theory]
    [InlineData("src/App.tsx", "npm is missing")]
    [InlineData("package-lock.json", "npm is missing")]
    public async Task Build_OfWhatChangedWithoutNpm_LeavesTheOldDashboardOutAndSaysSo(string file, string reason)
    {
        await BuildAsync();
        Change(file);

        var (files, output, exitCode) = await BuildAsync(npm: false);

        Assert.Equal(0, exitCode);
        Assert.Empty(files);
        Assert.Contains(LeftOut, output);
        Assert.Contains(reason, output);
        Assert.NotEqual(0, (await BuildAsync(npm: false, ("CI", "true"))).ExitCode);

        Assert.Equal(["Dashboard/index.html"], (await BuildAsync()).Files);
    }

    [Fact]
    public async Task Build_WithoutANetwork_LeavesTheDashboardOutAndSaysWhy()
    {
        var (files, output, exitCode) = await BuildAsync(npm: true, ("NPM_OFFLINE", "true"));

        Assert.Equal(0, exitCode);
        Assert.Empty(files);
        Assert.Contains(LeftOut, output);
        Assert.Contains("no network", output);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private void Change(string file)
        => File.SetLastWriteTimeUtc(
            Path.Combine(_root, "src/LeadGraph.Dashboard", file), DateTime.UtcNow.AddSeconds(2));

    private async Task<(string[] Files, string Output, int ExitCode)> BuildAsync(
        bool npm = true, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _root
        };
        start.ArgumentList.Add("msbuild");
        start.ArgumentList.Add("src/LeadGraph/LeadGraph.proj");
        start.ArgumentList.Add("-target:EmbedDashboard");
        start.ArgumentList.Add("-getItem:EmbeddedResource");
        start.ArgumentList.Add("-nodeReuse:false");
        start.ArgumentList.Add("-fileLogger");
        start.ArgumentList.Add("-fileLoggerParameters:LogFile=build.log;Verbosity=minimal");
        // What the build calls besides is there; of the folders that npm may be in, only the test's own.
        string tools = Path.Combine(_root, "tools");
        Directory.CreateDirectory(tools);
        foreach (string tool in (string[])["sh", "cat", "mkdir", "rm"])
        {
            string link = Path.Combine(tools, tool);
            if (!File.Exists(link))
            {
                File.CreateSymbolicLink(link, Path.Combine("/bin", tool));
            }
        }

        start.Environment["PATH"] = npm ? $"{Path.Combine(_root, "npm")}:{tools}" : tools;
        start.Environment["NPM_LOG"] = Path.Combine(_root, "npm.log");
        start.Environment.Remove("CI");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process build = Process.Start(start)!;
        string items = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        string output = await File.ReadAllTextAsync(Path.Combine(_root, "build.log"));
        if (build.ExitCode != 0)
        {
            return ([], output, build.ExitCode);
        }

        using var json = JsonDocument.Parse(items);
        return ([.. json.RootElement.GetProperty("Items").GetProperty("EmbeddedResource").EnumerateArray()
            .Select(item => item.GetProperty("LogicalName").GetString()!)], output, build.ExitCode);
    }

    // The first word of each, since last asked.
    private string[] NpmCalls()
    {
        string log = Path.Combine(_root, "npm.log");
        string[] calls = File.Exists(log) ? [.. File.ReadLines(log).Select(line => line.Split(' ')[0])] : [];
        File.Delete(log);
        return calls;
    }
}
