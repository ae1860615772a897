using System.IO.Pipelines;
using System.Text;
using System.Xml;
using LeadGraph.Data;
using LeadGraph.Leads;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace LeadGraph.Campaigns;

/// <summary>
/// Writes leads as an Excel workbook. Times are dates in the scoring time zone, ids are text, since Excel shows fifteen
/// digits of a number. Texts are no formulas. After as many rows as a worksheet may have, another one begins.
/// </summary>
/// <param name="output">The output.</param>
/// <param name="columns">The columns.</param>
/// <param name="timeZone">The IANA name of the time zone.</param>
public sealed class CampaignWorkbook(PipeWriter output, IReadOnlyList<CampaignColumn> columns, string timeZone)
    : ICampaignWriter
{
    private const int MaxRows = 1_048_576;

    // Excel has no dates before 1900, and takes that year for a leap year.
    private static readonly DateTime FirstDate = new(1900, 3, 1);

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
    private readonly List<DataCell> _cells = [];
    private Spreadsheet? _workbook;
    private int _worksheets;
    private int _rows;

    /// <inheritdoc/>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        var options = new SpreadCheetahOptions
        {
            DefaultDateTimeFormat = NumberFormat.Custom("yyyy\\-mm\\-dd hh:mm:ss")
        };
        _workbook = await Spreadsheet.CreateNewAsync(new BufferStream(output), options, cancellationToken);
        await BeginWorksheetAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(UserActivity lead, CancellationToken cancellationToken)
    {
        if (_rows == MaxRows)
        {
            await BeginWorksheetAsync(cancellationToken);
        }

        _cells.Clear();
        foreach (CampaignColumn column in columns)
        {
            _cells.Add(CellOf(column, column.Of(lead)));
        }

        await _workbook!.AddRowAsync(_cells, cancellationToken);
        _rows++;
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(CancellationToken cancellationToken) => _workbook!.FinishAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _workbook?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask BeginWorksheetAsync(CancellationToken cancellationToken)
    {
        _worksheets++;
        await _workbook!.StartWorksheetAsync(
            _worksheets == 1 ? "leads" : $"leads {_worksheets}",
            new WorksheetOptions { FrozenRows = 1 }, cancellationToken);
        await _workbook.AddRowAsync([.. columns.Select(column => new DataCell(column.Name))], cancellationToken);
        _rows = 1;
    }

    private DataCell CellOf(CampaignColumn column, CampaignValue value)
    {
        if (value.Time is { } time)
        {
            DateTime local = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(time, DateTimeKind.Utc), _zone);
            return local >= FirstDate ? new DataCell(local) : new DataCell(LeadRow.TimeText(time));
        }

        return column.Name == "user_id" ? new DataCell($"{value.Number}")
            : value.Number is { } number ? new DataCell(number)
            : new DataCell(Storable(value.Text));
    }

    // XML cannot contain all characters.
    private static string? Storable(string? text)
    {
        if (text is null || text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var storable = new StringBuilder(text.Length);
        // Lone surrogates are replaced by the enumeration.
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isStorable = !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value);
            storable.Append(isStorable ? rune.ToString() : "\uFFFD");
        }

        return storable.ToString();
    }
}
