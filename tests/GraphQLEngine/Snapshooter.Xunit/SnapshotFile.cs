using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Snapshooter.Xunit;

/// <summary>Where the snapshot of a test is kept.</summary>
internal sealed record SnapshotFile(string Folder, string Name)
{
    public string Path => System.IO.Path.Combine(Folder, "__snapshots__", Name);

    public string MismatchPath => System.IO.Path.Combine(Folder, "__snapshots__", "__mismatch__", Name);

    /// <summary>The snapshot of the test that is on the stack.</summary>
    public static SnapshotFile OfCallingTest()
    {
        foreach (StackFrame frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (TestOf(frame.GetMethod()) is { } test && frame.GetFileName() is { } source)
            {
                return new SnapshotFile(
                    System.IO.Path.GetDirectoryName(source)!, $"{test.DeclaringType!.Name}.{test.Name}.snap");
            }
        }

        throw new InvalidOperationException("A snapshot is compared by an xunit test that is built with symbols.");
    }

    /// <summary>The test that a method is, or whose asynchronous part it is.</summary>
    private static MethodBase? TestOf(MethodBase? method)
    {
        Type? type = method?.DeclaringType;
        if (type is not null && typeof(IAsyncStateMachine).IsAssignableFrom(type))
        {
            method = type.DeclaringType?
                .GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                .FirstOrDefault(candidate =>
                    candidate.GetCustomAttribute<AsyncStateMachineAttribute>()?.StateMachineType == type);
        }

        return method?.IsDefined(typeof(FactAttribute), inherit: true) == true ? method : null;
    }
}
