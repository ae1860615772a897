using System.Runtime.CompilerServices;
using Snapshooter.Xunit;
using Xunit.Sdk;

namespace HotChocolate.Data.Snapshots;

/// <summary>How snapshots are kept and compared.</summary>
public sealed class SnapshooterTests : IDisposable
{
    private readonly string? _strictMode = Environment.GetEnvironmentVariable(Snapshot.StrictModeVariable);

    public void Dispose() => Environment.SetEnvironmentVariable(Snapshot.StrictModeVariable, _strictMode);

    [Fact]
    public async Task Match_MissingSnapshot_IsWrittenThenCompared()
    {
        using var file = new KeptSnapshot();
        Environment.SetEnvironmentVariable(Snapshot.StrictModeVariable, null);

        await Task.Yield();
        Snapshot.Match("first\r\nsecond");

        Assert.Equal("first\nsecond\n", File.ReadAllText(file.Path));
        Snapshot.Match("first\nsecond\n");
    }

    [Fact]
    public void Match_MissingSnapshotInStrictMode_Fails()
    {
        using var file = new KeptSnapshot();
        Environment.SetEnvironmentVariable(Snapshot.StrictModeVariable, "true");

        Assert.ThrowsAny<XunitException>(() => Snapshot.Match("anything"));

        Assert.False(File.Exists(file.Path));
        Assert.Equal("anything\n", File.ReadAllText(file.MismatchPath));
    }

    [Fact]
    public void Match_AnotherResult_FailsAndIsPutAside()
    {
        using var file = new KeptSnapshot();
        file.Keep("before\n");

        Assert.ThrowsAny<XunitException>(() => "after".MatchSnapshot());

        Assert.Equal("before\n", File.ReadAllText(file.Path));
        Assert.Equal("after\n", File.ReadAllText(file.MismatchPath));
    }

    /// <summary>The snapshot of the test that makes it, gone before and after.</summary>
    private sealed class KeptSnapshot : IDisposable
    {
        public KeptSnapshot([CallerFilePath] string source = "", [CallerMemberName] string test = "")
        {
            string folder = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(source)!, "__snapshots__");
            string name = $"{nameof(SnapshooterTests)}.{test}.snap";
            Path = System.IO.Path.Combine(folder, name);
            MismatchPath = System.IO.Path.Combine(folder, "__mismatch__", name);
            Dispose();
        }

        public string Path { get; }

        public string MismatchPath { get; }

        public void Keep(string text)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            File.WriteAllText(Path, text);
        }

        public void Dispose()
        {
            foreach (string path in new[] { Path, MismatchPath }.Where(File.Exists))
            {
                File.Delete(path);
            }
        }
    }
}
