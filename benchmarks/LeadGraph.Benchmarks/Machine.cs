using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace LeadGraph.Benchmarks;

/// <summary>Where and when figures were measured.</summary>
public static class Machine
{
    /// <summary>Whether the service was built to be fast.</summary>
    public static bool IsOptimized
        => typeof(LeadGraphSetup).Assembly.GetCustomAttribute<DebuggableAttribute>()
            is not { IsJITOptimizerDisabled: true };

    /// <summary>Processor, memory, load, versions and time, in a line.</summary>
    public static string Describe()
    {
        string processor = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1] ?? "?";
        double gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores of {processor}, {gigabytes:F0} GB, .NET {Environment.Version}, "
            + $"{Load.Output("psql", ["--version"]).Trim()} with fsync, load {load} before, "
            + $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC");
    }
}
