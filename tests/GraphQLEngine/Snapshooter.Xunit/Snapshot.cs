using Xunit;

namespace Snapshooter.Xunit;

/// <summary>
/// Compares a result with the one that was kept of an earlier run, in <c>__snapshots__/Class.Method.snap</c> beside
/// the test. A result that differs is put into <c>__mismatch__</c> there; taking it over is a matter of copying it.
/// </summary>
public static class Snapshot
{
    /// <summary>
    /// The environment variable that, set to <c>true</c> or <c>on</c>, makes a missing snapshot a failure.
    /// </summary>
    public const string StrictModeVariable = "SNAPSHOOTER_STRICT_MODE";

    /// <summary>Compares a text with the snapshot of the test that calls.</summary>
    /// <param name="currentResult">The text; how lines are ended does not matter.</param>
    /// <exception cref="InvalidOperationException">The caller is no xunit test, or built without symbols.</exception>
    public static void Match(string currentResult)
    {
        ArgumentNullException.ThrowIfNull(currentResult);
        SnapshotFile file = SnapshotFile.OfCallingTest();
        string current = Normalize(currentResult);
        if (!File.Exists(file.Path))
        {
            Write(IsStrict ? file.MismatchPath : file.Path, current);
            Assert.False(IsStrict, $"There is no snapshot {file.Path}; {StrictModeVariable} wants one.");
            return;
        }

        string kept = Normalize(File.ReadAllText(file.Path));
        if (kept == current)
        {
            if (File.Exists(file.MismatchPath))
            {
                File.Delete(file.MismatchPath);
            }

            return;
        }

        Write(file.MismatchPath, current);
        Assert.Equal(kept, current);
    }

    private static bool IsStrict => Environment.GetEnvironmentVariable(StrictModeVariable)?.ToLowerInvariant()
        is "true" or "on";

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
