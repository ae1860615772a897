using System.Text;

namespace HotChocolate.Language;

/// <summary>The meaning and the printed form of block strings.</summary>
internal static class BlockString
{
    private const int MaxSingleLineLength = 70;

    /// <summary>
    /// Removes the indentation that all lines but the first share, and blank lines at both ends:
    /// https://spec.graphql.org/September2025/#BlockStringValue().
    /// </summary>
    public static string Dedent(string raw)
    {
        if (raw.AsSpan().IndexOfAny('\n', '\r') < 0)
        {
            return raw.AsSpan().IndexOfAnyExcept(' ', '\t') < 0 ? "" : raw;
        }

        string[] lines = SplitLines(raw);
        int indent = int.MaxValue;
        int first = -1;
        int last = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            int leading = lines[i].AsSpan().IndexOfAnyExcept(' ', '\t');
            if (leading < 0)
            {
                continue;
            }

            first = first < 0 ? i : first;
            last = i;
            indent = i == 0 ? indent : Math.Min(indent, leading);
        }

        if (first < 0)
        {
            return "";
        }

        var text = new StringBuilder(raw.Length);
        for (int i = first; i <= last; i++)
        {
            text.Append(i == first ? "" : "\n");
            text.Append(i == 0 ? lines[i] : lines[i].AsSpan(Math.Min(indent, lines[i].Length)));
        }

        return text.ToString();
    }

    /// <summary>The literal for a value, quotes included; on several lines where that reads better.</summary>
    public static string Print(string value)
    {
        string escaped = value.Replace("\"\"\"", "\\\"\"\"");
        string[] lines = SplitLines(escaped);
        bool isSingleLine = lines.Length == 1;

        // Were the first line to stand beside the quotes, all others would lose their indentation.
        bool needsLeadingBreak = !isSingleLine
            && Array.TrueForAll(lines[1..], static line => line.Length == 0 || line[0] is ' ' or '\t');
        bool endsInEscape = escaped.EndsWith("\\\"\"\"", StringComparison.Ordinal);
        bool needsTrailingBreak = value.EndsWith('\\') || (value.EndsWith('"') && !endsInEscape);
        bool isMultiLine = !isSingleLine || value.Length > MaxSingleLineLength || needsTrailingBreak || endsInEscape;
        bool mustStayBesideQuotes = isSingleLine && value.Length > 0 && value[0] is (' ' or '\t');

        return string.Concat(
            (isMultiLine && !mustStayBesideQuotes) || needsLeadingBreak ? "\"\"\"\n" : "\"\"\"",
            escaped,
            isMultiLine ? "\n\"\"\"" : "\"\"\"");
    }

    private static string[] SplitLines(string text) => text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
}
