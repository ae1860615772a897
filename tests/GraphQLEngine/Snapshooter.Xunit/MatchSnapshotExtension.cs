namespace Snapshooter.Xunit;

/// <summary>Compares results in the order in which one reads it.</summary>
public static class MatchSnapshotExtension
{
    /// <inheritdoc cref="Snapshot.Match(string)"/>
    public static void MatchSnapshot(this string currentResult) => Snapshot.Match(currentResult);
}
