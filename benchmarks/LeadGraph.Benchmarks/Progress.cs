using System.Globalization;

namespace LeadGraph.Benchmarks;

/// <summary>Shows on the console what is being done.</summary>
public static class Progress
{
    /// <summary>Writes a line with the time of day.</summary>
    public static void Say(string what)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:HH:mm:ss} {what}"));
}
