using System.Globalization;
using System.Text;

namespace LeadGraph.Benchmarks;

/// <summary>The figures of one size of history.</summary>
/// <param name="Events">How many events there are.</param>
public sealed record Report(long Events)
{
    /// <summary>Rows of the table: what was measured, its unit, and the figure.</summary>
    public List<(string Name, string Unit, double Value)> Rows { get; } = [];

    /// <summary>Adds a figure.</summary>
    public double Add(string name, string unit, double value)
    {
        Rows.Add((name, unit, value));
        Progress.Say(FormattableString.Invariant($"{Events:N0} events, {name}: {value:G4} {unit}"));
        return value;
    }

    /// <summary>
    /// The figures of several sizes side by side, as Markdown, and how many times each time grew from the first to the
    /// last.
    /// </summary>
    /// <param name="reports">One or more, the smallest first.</param>
    public static string Table(IReadOnlyList<Report> reports)
    {
        var text = new StringBuilder("\n| |");
        foreach (Report report in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $" {report.Events:N0} events |");
        }

        bool hasGrowth = reports.Count > 1;
        text.Append(hasGrowth ? " growth |" : "").Append("\n|---|")
            .Insert(text.Length, "---:|", reports.Count + (hasGrowth ? 1 : 0)).AppendLine();
        foreach (var (name, unit, _) in reports[0].Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} |");
            double[] values = [.. reports.Select(report => report.Rows.Single(row => row.Name == name).Value)];
            foreach (double value in values)
            {
                text.Append($" {Figure(value)} {unit} |");
            }

            if (hasGrowth)
            {
                text.Append(unit == "ms" ? $" {Figure(values[^1] / values[0])} × |" : " |");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static string Figure(double value)
        => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}
