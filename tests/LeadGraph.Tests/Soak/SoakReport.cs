using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace LeadGraph.Tests.Soak;

/// <summary>What a soak found, as it goes.</summary>
public sealed class SoakReport
{
    private readonly ConcurrentDictionary<string, List<double>> _times = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>What must not be: wrong answers, errors outside faults, leaks. The first of each kind in words.</summary>
    public IReadOnlyList<string> Problems => [.. _problems];

    /// <summary>Notes an answer that was right.</summary>
    public void AddAnswer(string kind, TimeSpan took)
    {
        List<double> times = _times.GetOrAdd(kind, _ => []);
        lock (times)
        {
            times.Add(took.TotalMilliseconds);
        }
    }

    /// <summary>Counts something.</summary>
    public void Count(string what, int number = 1) => _counts.AddOrUpdate(what, number, (_, sum) => sum + number);

    /// <summary>Notes what must not be.</summary>
    public void AddProblem(string kind, string problem)
    {
        Count(kind);
        if (_problems.Count < 20)
        {
            _problems.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {kind}: {problem}");
        }
    }

    /// <summary>The figures, as Markdown.</summary>
    /// <param name="levels">What was sampled, with its early and its late level.</param>
    public string Table(IEnumerable<(string Name, string Unit, double Early, double Late, double Most)> levels)
    {
        var text = new StringBuilder();
        text.AppendLine("| answers, each one checked | number | median | 99 % | longest |").AppendLine("|---|---:|---:|---:|---:|");
        foreach (var (kind, times) in _times.OrderBy(pair => pair.Key))
        {
            double[] sorted = [.. times.Order()];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kind} | {sorted.Length:N0} | "
                + $"{At(sorted, 0.5):F1} ms | {At(sorted, 0.99):F1} ms | {sorted[^1]:N0} ms |");
        }

        text.AppendLine().AppendLine("| level | early | late | most |").AppendLine("|---|---:|---:|---:|");
        foreach (var (name, unit, early, late, most) in levels)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {early:N0} {unit} | {late:N0} {unit} | {most:N0} {unit} |");
        }

        text.AppendLine().AppendLine("| event | number |").AppendLine("|---|---:|");
        foreach (var (what, number) in _counts.OrderBy(pair => pair.Key))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {number:N0} |");
        }

        text.AppendLine();
        foreach (string problem in _problems)
        {
            text.AppendLine(problem);
        }

        return text.Append(_problems.IsEmpty ? "Nothing was wrong." : "That must not be.").ToString();
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
