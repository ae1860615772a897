using System.Buffers;
using System.Globalization;
using System.Text;

namespace LeadGraph.Campaigns;

/// <summary>
/// Writes one cell of a CSV file so that no spreadsheet reads a part of it as a formula (CSV injection). A spreadsheet
/// may be set to separate cells by another character. Then our cell is several cells, and our quotes have no
/// effect. So each part that would start with a formula gets an apostrophe in front, as OWASP recommends.
/// </summary>
/// <param name="separator">The separator of the file.</param>
/// <param name="isRaw">Whether texts are only quoted, for scripts.</param>
public sealed class CsvCell(char separator, bool isRaw)
{
    private const string LineEnds = "\r\n\v\f\u0085\u2028\u2029";
    private const string AllSeparators = ",;\t|" + LineEnds;

    private static readonly SearchValues<char> Quoted = SearchValues.Create("\"" + AllSeparators);

    // Not the separator of the file: a spreadsheet that separates cells by it also respects the quotes.
    private readonly SearchValues<char> _separators = SearchValues.Create(AllSeparators.Replace($"{separator}", ""));

    // East Asian spreadsheets read full-width and small forms like the ASCII signs.
    private static readonly SearchValues<char> FormulaSigns =
        SearchValues.Create("=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212");

    // The quote, which a spreadsheet removes at the start of a cell, and invisible characters of other categories than
    // space, control and format.
    private static readonly SearchValues<char> OtherBlanks =
        SearchValues.Create("\"\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0");

    /// <summary>Appends a cell with the necessary quotes and apostrophes.</summary>
    /// <param name="line">The line.</param>
    /// <param name="text">The text of the cell.</param>
    public void Append(StringBuilder line, string text)
    {
        ReadOnlySpan<char> rest = text;
        bool isQuoted = rest.ContainsAny(Quoted);
        if (isQuoted)
        {
            line.Append('"');
        }

        // A spreadsheet may drop a leading tab or line end, so that a formula after it would start the cell.
        bool isGuarded = !isRaw && !IsNumber(text);
        bool needsApostrophe = isGuarded && rest is ['\t' or '\r' or '\n', ..];
        while (true)
        {
            int end = rest.IndexOfAny(_separators);
            ReadOnlySpan<char> part = end < 0 ? rest : rest[..end];
            if (needsApostrophe || (isGuarded && IsFormula(part)))
            {
                line.Append('\'');
            }

            AppendEscaped(line, end < 0 ? rest : rest[..(end + 1)]);
            if (end < 0)
            {
                break;
            }

            rest = rest[(end + 1)..];
            needsApostrophe = false;
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
        while (!cell.IsEmpty
            && Rune.DecodeFromUtf16(cell, out Rune first, out int length) == OperationStatus.Done && IsBlank(first))
        {
            cell = cell[length..];
        }

        return !cell.IsEmpty && FormulaSigns.Contains(cell[0]);
    }

    // A sign and digits are data, such as the id of a group or the number of a phone.
    private static bool IsNumber(ReadOnlySpan<char> cell)
    {
        if (cell is not ['+' or '-', _, ..])
        {
            return false;
        }

        int digits = cell[1..].IndexOfAnyExceptInRange('0', '9');
        return digits != 0
            && (digits < 0 || (cell[(digits + 1)..] is ['.', _, ..]
                && !cell[(digits + 2)..].ContainsAnyExceptInRange('0', '9')));
    }

    private static bool IsBlank(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            // Variation selectors.
            || rune.Value is (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF)
            || (rune.IsBmp && OtherBlanks.Contains((char)rune.Value));
}
