using System.Diagnostics;

namespace LeadGraph.Tests.Hosting;

/// <summary>Which form a test run takes, and what it leaves on the machine until it ends (but on Windows).</summary>
public static class TestRun
{
    // The test process may be killed before it can tidy up, so a process that outlives it does: it ends the servers
    // that still run there, and removes the folder.
    private const string TidyUp = """
        while kill -0 "$1" 2>/dev/null; do sleep 1; done
        for pid in "$2"/*/data/postmaster.pid; do
          [ -f "$pid" ] && kill -QUIT "$(head -n 1 "$pid")"
        done
        sleep 1
        rm -rf "$2"
        """;

    private static readonly Lazy<string> Root = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("leadgraph-tests-").FullName;
        if (OperatingSystem.IsWindows())
        {
            return folder;
        }

        if (Environment.IsPrivilegedProcess)
        {
            // The servers' own user must be able to reach its folder in here.
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        using Process? _ = Process.Start("/bin/sh",
            ["-c", "exec setsid /bin/sh -c \"$0\" tidy-up \"$1\" \"$2\" </dev/null >/dev/null 2>&1",
                TidyUp, $"{Environment.ProcessId}", folder]);
        return folder;
    });

    private static int _folders;

    /// <summary>Whether tests under faults and under load take their long forms.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("LEADGRAPH_LONG_TESTS") == "1";

    /// <summary>The setting of .NET that keeps a short run from profiling code for later optimization.</summary>
    public static KeyValuePair<string, string> NoProfiling { get; } = new("DOTNET_TieredPGO", "0");

    /// <summary>Makes a folder that exists until the tests end.</summary>
    /// <param name="name">What it is for.</param>
    public static string NewFolder(string name)
        => Directory.CreateDirectory(
            Path.Combine(Root.Value, $"{name}-{Interlocked.Increment(ref _folders)}")).FullName;
}
