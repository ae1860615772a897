using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using LeadGraph.Data;
using LeadGraph.Leads;

namespace LeadGraph.Campaigns;

/// <summary>
/// Writes leads as CSV (RFC 4180) in UTF-8. <see cref="CsvCell"/> protects spreadsheets from formulas in it.
/// </summary>
/// <param name="output">The output.</param>
/// <param name="columns">The columns.</param>
/// <param name="separator">The character between cells.</param>
/// <param name="isRaw">Whether texts that look like formulas are written as they are.</param>
public sealed class CampaignCsv(
    PipeWriter output, IReadOnlyList<CampaignColumn> columns, char separator, bool isRaw) : ICampaignWriter
{
    private readonly CsvCell _cell = new(separator, isRaw);
    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        _line.Clear().AppendJoin(separator, columns.Select(column => column.Name));
        EndLine();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(UserActivity lead, CancellationToken cancellationToken)
    {
        _line.Clear();
        for (int i = 0; i < columns.Count; i++)
        {
            if (i > 0)
            {
                _line.Append(separator);
            }

            CampaignValue value = columns[i].Of(lead);
            if (value.Text is { } text)
            {
                _cell.Append(_line, text);
            }
            else
            {
                _line.Append(CultureInfo.InvariantCulture, $"{value.Number}").Append(LeadRow.TimeText(value.Time));
            }
        }

        EndLine();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void EndLine()
    {
        _line.Append("\r\n");
        foreach (ReadOnlyMemory<char> part in _line.GetChunks())
        {
            Encoding.UTF8.GetBytes(part.Span, output);
        }
    }
}
