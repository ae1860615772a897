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
        Console.WriteLine(FormattableString.Invariant($"  {Events:N0}: {name}: {value:G4} {unit}"));
        return value;
    }

    /// <summary>The figures of several sizes side by side, as Markdown.</summary>
    /// <param name="reports">One or more.</param>
    public static string Table(IReadOnlyList<Report> reports)
    {
        var text = new StringBuilder("\n| |");
        foreach (Report report in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $" {report.Events:N0} events |");
        }

        text.Append("\n|---|").Insert(text.Length, "---:|", reports.Count).AppendLine();
        foreach (var (name, unit, _) in reports[0].Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} |");
            foreach (Report report in reports)
            {
                double value = report.Rows.Single(row => row.Name == name).Value;
                string format = value < 10 ? "0.00" : value < 100 ? "0.0" : "N0";
                text.Append($" {value.ToString(format, CultureInfo.InvariantCulture)} {unit} |");
            }

            text.AppendLine();
        }

        return text.ToString();
    }
}
