using System.Globalization;

namespace LeadGraph.Benchmarks;

/// <summary>Where and when figures were measured.</summary>
public static class Machine
{
    /// <summary>Processor, memory, load, versions and time, in a line.</summary>
    public static string Describe()
    {
        string processor = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1] ?? "?";
        double gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores of {processor}, {gigabytes:F0} GB, .NET {Environment.Version}, "
            + $"load {load} before, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC");
    }
}
