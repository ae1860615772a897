using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LeadGraph.Benchmarks;

/// <summary>Loads on a server, from outside and from within.</summary>
public static partial class Load
{
    /// <summary>How many requests a second wrk gets answered with success.</summary>
    /// <param name="url">The address.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="body">What to post as JSON, or null for GET.</param>
    /// <exception cref="InvalidOperationException">Not every answer was a success.</exception>
    public static double RequestsPerSecond(string url, int seconds, int connections, string? body = null)
    {
        List<string> arguments = ["-t", "1", "-c", $"{connections}", "-d", $"{seconds}s", "--timeout", "60s", url];
        if (body is not null)
        {
            string script = Path.GetTempFileName();
            File.WriteAllText(script, $"""
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                wrk.body = [[{body}]]
                """);
            arguments.InsertRange(0, ["-s", script]);
        }

        string output = Output("wrk", [.. arguments]);
        if (Failures().IsMatch(output) || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(output);
        }

        return double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The middle time, in milliseconds, of something done several times in a row.</summary>
    /// <param name="times">How often.</param>
    /// <param name="action">What is done.</param>
    /// <param name="part">The part of the times that are no longer, 0 to below 1, where it is not the middle.</param>
    public static async Task<double> MillisecondsAsync(int times, Func<Task> action, double part = 0.5)
    {
        var taken = new List<double>();
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await action();
            taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return taken.Order().ElementAt((int)(times * part));
    }

    /// <summary>What a program wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Output(string program, string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = Encoding.UTF8
            })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {output}");
    }

    [GeneratedRegex(@"Non-2xx or 3xx responses:\s+(\d+)")]
    private static partial Regex Failures();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();
}
