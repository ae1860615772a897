using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using LeadGraph.Http;
using LeadGraph.Leads;
using LeadGraph.Scoring;

namespace LeadGraph.Campaigns;

/// <summary>The parsed parameters of a list's form: its columns, its format, and what applies to CSV alone.</summary>
public sealed class CampaignListForm
{
    /// <summary>The media type of an Excel workbook.</summary>
    public const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>The names of the parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["columns", "format", "separator", "raw"];

    /// <summary>The accepted values of <c>separator</c>, with what they stand for.</summary>
    public static readonly IReadOnlyDictionary<string, char> Separators =
        new Dictionary<string, char> { [","] = ',', [";"] = ';', ["tab"] = '\t' };

    private static readonly Dictionary<string, CampaignFormat> Formats = Enum.GetValues<CampaignFormat>()
        .ToDictionary(format => format.ToString(), StringComparer.OrdinalIgnoreCase);

    private CampaignListForm()
    {
    }

    /// <summary>The columns, in their order.</summary>
    public IReadOnlyList<CampaignColumn> Columns { get; private init; } = CampaignColumn.Default;

    /// <summary>The format.</summary>
    public CampaignFormat Format { get; private init; }

    /// <summary>The character between the cells of CSV.</summary>
    public char Separator { get; private init; } = ',';

    /// <summary>Whether CSV has texts as they are, also those that a spreadsheet would run as formulas.</summary>
    public bool IsRaw { get; private init; }

    /// <summary>The media type of the response.</summary>
    public string ContentType => Format switch
    {
        CampaignFormat.Jsonl => "application/jsonl; charset=utf-8",
        CampaignFormat.Xlsx => WorkbookType,
        _ => "text/csv; charset=utf-8"
    };

    /// <summary>The extension of the file, without a dot.</summary>
    public string Extension => Format.ToString().ToLowerInvariant();

    /// <summary>Parses the parameters of a list of leads.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="form">The form, if all values are valid.</param>
    /// <param name="error">Which parameter is invalid and what it accepts, otherwise.</param>
    public static bool TryParse(
        IQueryCollection query, [NotNullWhen(true)] out CampaignListForm? form, [NotNullWhen(false)] out string? error)
        => TryParse(
            query, One(query, "format", "csv"), CampaignColumn.All, CampaignColumn.Default, out form, out error);

    /// <summary>Parses the parameters of a list of members, whose format is in its address.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="format">The format.</param>
    /// <param name="form">The form, if all values are valid.</param>
    /// <param name="error">Which parameter is invalid and what it accepts, otherwise.</param>
    public static bool TryParseMembers(
        IQueryCollection query, string format, [NotNullWhen(true)] out CampaignListForm? form,
        [NotNullWhen(false)] out string? error)
        => TryParse(query, format, CampaignColumn.OfMembers, CampaignColumn.OfMembers, out form, out error);

    private static bool TryParse(
        IQueryCollection query, string format, IReadOnlyList<CampaignColumn> all,
        IReadOnlyList<CampaignColumn> usual, [NotNullWhen(true)] out CampaignListForm? form,
        [NotNullWhen(false)] out string? error)
    {
        form = null;
        error = null;
        CampaignColumn[] columns = [.. usual];
        if (query["columns"] is { Count: > 0 } given)
        {
            string[] names = [.. given.SelectMany(value => (value ?? "").Split(','))];
            if (!NamedChoice.TryFind(
                "columns", names, all, column => column.Name, out columns, out error))
            {
                return false;
            }
        }

        string separator = One(query, "separator", ",");
        if (!Formats.TryGetValue(format, out CampaignFormat parsed))
        {
            error = "format accepts csv, jsonl or xlsx.";
        }
        else if (!Separators.TryGetValue(separator, out char character))
        {
            error = "separator accepts a comma, a semicolon (%3B) or the word tab.";
        }
        else if (!BooleanParameter.TryParse(query, "raw", out bool isRaw, out error))
        {
            // The error names what it accepts.
        }
        else if (parsed != CampaignFormat.Csv && (query.ContainsKey("separator") || query.ContainsKey("raw")))
        {
            error = $"separator and raw apply to format=csv; in {format} no text is read as a formula.";
        }
        else
        {
            form = new CampaignListForm
            {
                Columns = columns,
                Format = parsed,
                Separator = character,
                IsRaw = isRaw
            };
        }

        return error is null;
    }

    /// <summary>Creates the writer of a list.</summary>
    /// <param name="output">The output.</param>
    /// <param name="rules">The rules, whose time zone the times of a workbook are in.</param>
    internal ICampaignWriter CreateWriter(PipeWriter output, ScoringRules rules) => Format switch
    {
        CampaignFormat.Jsonl => new CampaignJsonLines(output, Columns),
        CampaignFormat.Xlsx => new CampaignWorkbook(output, Columns, rules.TimeZone),
        _ => new CampaignCsv(output, Columns, Separator, IsRaw)
    };

    // A parameter that is given twice accepts neither value.
    private static string One(IQueryCollection query, string name, string otherwise)
        => query[name] is { Count: > 0 } given ? given.ToString() : otherwise;
}
