using System.Text;
using LeadGraph.Campaigns;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Texts that a spreadsheet could read as formulas.</summary>
public class CampaignCsvTests
{
    /// <summary>Each text and its cell.</summary>
    public static TheoryData<string, string> Cells => new()
    {
        // Harmless.
        { "Ann", "Ann" },
        { "Анна 🔥", "Анна 🔥" },
        { "a=b", "a=b" },
        { "Ann - Mary", "Ann - Mary" },
        { "Ann, Mary", "\"Ann, Mary\"" },
        { "Ann, -5 kg", "\"Ann, -5 kg\"" },
        { "say \"hi\"", "\"say \"\"hi\"\"\"" },
        { "Ann;Mary", "\"Ann;Mary\"" },
        { "'=x", "'=x" },
        // Numbers are data.
        { "-1001234567890", "-1001234567890" },
        { "+79161234567", "+79161234567" },
        { "-1.5", "-1.5" },
        // Formula signs at the start.
        { "=1+1", "'=1+1" },
        { "+7 495", "'+7 495" },
        { "-1+1", "'-1+1" },
        { "-1-", "'-1-" },
        { "-", "'-" },
        { "+1.", "'+1." },
        { "\u22121", "'\u22121" },
        { "@anna", "'@anna" },
        { "\uFF1D1", "'\uFF1D1" },
        { "\uFF0B1", "'\uFF0B1" },
        { "\uFF0D1", "'\uFF0D1" },
        { "\uFF20x", "'\uFF20x" },
        { "\uFE661", "'\uFE661" },
        { "\uFE621", "'\uFE621" },
        { "\uFE631", "'\uFE631" },
        { "\uFE6Bx", "'\uFE6Bx" },
        // After characters that a spreadsheet drops or does not show.
        { " =1", "' =1" },
        { "\u00A0=1", "'\u00A0=1" },
        { "\u3000=1", "'\u3000=1" },
        { "\uFEFF=1", "'\uFEFF=1" },
        { "\u200B=1", "'\u200B=1" },
        { "\u200E\u2060\u00AD=1", "'\u200E\u2060\u00AD=1" },
        { "\u0001=1", "'\u0001=1" },
        { "\uFE0F=1", "'\uFE0F=1" },
        { "\u2800=1", "'\u2800=1" },
        { "\u3164=1", "'\u3164=1" },
        { "\U000E0020=1", "'\U000E0020=1" },
        { "\"=1", "\"'\"\"=1\"" },
        { "\t=1", "\"'\t'=1\"" },
        { "\n=1", "\"'\n'=1\"" },
        { "\r\n=1", "\"'\r\n'=1\"" },
        { "\ttext", "\"'\ttext\"" },
        { "\ntext", "\"'\ntext\"" },
        { "\rtext", "\"'\rtext\"" },
        // After separators that other settings of a spreadsheet use.
        { "Ann;=cmd|' /C calc'!A0;z", "\"Ann;'=cmd|' /C calc'!A0;z\"" },
        { "Ann; =1", "\"Ann;' =1\"" },
        { "Ann;\"=1\"", "\"Ann;'\"\"=1\"\"\"" },
        { "Ann;\uFEFF\uFF1D1", "\"Ann;'\uFEFF\uFF1D1\"" },
        { "Ann\t@x", "\"Ann\t'@x\"" },
        { "Ann|+1", "\"Ann|'+1\"" },
        { "Ann\n-1", "\"Ann\n'-1\"" },
        { "Ann\r=1", "\"Ann\r'=1\"" },
        { "Ann\v=1", "\"Ann\v'=1\"" },
        { "Ann\u0085=1", "\"Ann\u0085'=1\"" },
        { "Ann\u2028=1", "\"Ann\u2028'=1\"" },
        { "a;;=1;=2", "\"a;;'=1;'=2\"" }
    };

    [Fact]
    public async Task Get_WithFormulasInNames_WritesThemAsText()
    {
        (string Text, string Written)[] cells = [.. Cells.Select(row => ((string)row[0], (string)row[1]))];
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables + string.Concat(cells.Select((cell, index) =>
            $"""
            INSERT INTO free_lesson_registrations (user_id, first_name) VALUES (
                {index + 1}, CAST(x'{Convert.ToHexString(Encoding.UTF8.GetBytes(cell.Text))}' AS TEXT));
            """)));
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        string csv = await host.Client.GetStringAsync("/api/user-activity.csv?order=user_id.asc");

        Assert.Equal(
            string.Concat(cells.Select((cell, index) => $"{index + 1},,{cell.Written},,0,0,,cold,,\r\n")),
            csv[(csv.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }

    [Theory]
    [InlineData(',', ",")]
    [InlineData(',', ";")]
    [InlineData(',', "\t")]
    [InlineData(',', "|")]
    [InlineData(',', ",;")]
    [InlineData(',', ",;\t|")]
    [InlineData(';', ",")]
    [InlineData(';', ";")]
    [InlineData(';', ",;\t|")]
    [InlineData('\t', "\t")]
    [InlineData('\t', ",;\t|")]
    public void Append_AnyText_LeavesNoCellThatIsAFormula(char separator, string separators)
    {
        var writer = new CsvCell(separator, isRaw: false);
        const string Letters = "a1=+-@;,\t|\"'\r\n \uFEFF\u200B\uFF1D\u00A0";
        var random = new Random(20250910);
        for (int i = 0; i < 20_000; i++)
        {
            string[] texts = [.. Enumerable.Range(0, 4).Select(_ => string.Concat(
                Enumerable.Range(0, random.Next(9)).Select(_ => Letters[random.Next(Letters.Length)])))];
            var line = new StringBuilder("1");
            foreach (string text in texts)
            {
                writer.Append(line.Append(separator), text);
            }

            foreach (string cell in AsASpreadsheetReads($"{line}\r\n", separators))
            {
                Assert.False(
                    !IsNumber(cell) && cell.Trim(" \u00A0\uFEFF\u200B\t\r\n\"".ToCharArray())
                        is ['=' or '+' or '-' or '@' or '\uFF1D', ..],
                    $"{line} holds {cell} where {separators} separates.");
            }
        }
    }

    private static bool IsNumber(string cell)
        => cell is ['+' or '-', _, ..] && cell.Skip(1).All(char.IsAsciiDigit);

    // Quotes have an effect only at the start of a cell; after the closing quote, text is literal.
    private static IEnumerable<string> AsASpreadsheetReads(string text, string separators)
    {
        var cell = new StringBuilder();
        bool isBeginning = true, isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (isQuoted && letter == '"' && text[i + 1] == '"')
            {
                cell.Append(text[i++]);
            }
            else if (letter == '"' && (isQuoted || isBeginning))
            {
                isQuoted = !isQuoted;
                isBeginning = false;
            }
            else if (!isQuoted && (separators.Contains(letter) || letter is '\r' or '\n'))
            {
                yield return cell.ToString();
                cell.Clear();
                isBeginning = true;
            }
            else
            {
                cell.Append(letter);
                isBeginning = false;
            }
        }

        yield return cell.ToString();
    }
}
