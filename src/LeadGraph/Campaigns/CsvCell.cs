using System.Buffers;
using System.Globalization;
using System.Text;

namespace LeadGraph.Campaigns;

/// <summary>
/// Writes one cell of a CSV file so that no spreadsheet takes any part of it for a formula: neither one that separates
/// cells by commas, nor one that is set to semicolons, tabs or bars and ignores our quotes, because they do not begin
/// what it takes for a cell. An apostrophe marks the text, as OWASP's page on CSV injection advises.
/// </summary>
public static class CsvCell
{
    // A comma stands between cells of this file. Where it separates, quotes are heeded, so it begins no cell inside.
    private const string LineEnds = "\r\n\v\f\u0085\u2028\u2029";
    private const string OtherSeparators = ";\t|" + LineEnds;

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"" + OtherSeparators);
    private static readonly SearchValues<char> Separators = SearchValues.Create(OtherSeparators);

    // East Asian spreadsheets read the full-width and the small forms as the signs themselves.
    private static readonly SearchValues<char> FormulaSigns =
        SearchValues.Create("=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212");

    // Letters, symbols and marks that show nothing, beside what Unicode lists as blanks, controls and formats.
    private static readonly SearchValues<char> BlankOthers =
        SearchValues.Create("\"\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0");

    /// <summary>Appends a cell, with quotes and apostrophes where it needs them.</summary>
    /// <param name="line">What to append to.</param>
    /// <param name="text">The text of the cell.</param>
    public static void Append(StringBuilder line, string text)
    {
        ReadOnlySpan<char> rest = text;
        bool isQuoted = rest.ContainsAny(Quoted);
        if (isQuoted)
        {
            line.Append('"');
        }

        // A leading tab or line end may be dropped by the reader, and with it what separates the cell from a formula.
        bool isMarked = rest is ['\t' or '\r' or '\n', ..];
        while (true)
        {
            if (isMarked || IsFormula(rest))
            {
                line.Append('\'');
            }

            int end = rest.IndexOfAny(Separators) + 1;
            AppendEscaped(line, end > 0 ? rest[..end] : rest);
            if (end == 0)
            {
                break;
            }

            rest = rest[end..];
            isMarked = false;
        }

        if (isQuoted)
        {
            line.Append('"');
        }
    }

    private static void AppendEscaped(StringBuilder line, ReadOnlySpan<char> text)
    {
        for (int quote = text.IndexOf('"'); quote >= 0; quote = text.IndexOf('"'))
        {
            line.Append(text[..(quote + 1)]).Append('"');
            text = text[(quote + 1)..];
        }

        line.Append(text);
    }

    private static bool IsFormula(ReadOnlySpan<char> cell)
    {
        while (!cell.IsEmpty && !Separators.Contains(cell[0])
            && Rune.DecodeFromUtf16(cell, out Rune first, out int length) == OperationStatus.Done && IsBlank(first))
        {
            cell = cell[length..];
        }

        return !cell.IsEmpty && FormulaSigns.Contains(cell[0]);
    }

    private static bool IsBlank(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            // Variation selectors.
            || rune.Value is (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF)
            || (rune.IsBmp && BlankOthers.Contains((char)rune.Value));
}
