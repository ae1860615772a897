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
public sealed class CampaignCsv(PipeWriter output)
{
    private static readonly string[] Columns =
    [
        "user_id", "username", "first_name", "email", "total_events", "active_days", "last_activity", "lead_score",
        "registered_at"
    ];

    private readonly StringBuilder _line = new();

    /// <summary>Writes the header line.</summary>
    public void WriteHeader() => WriteLine(Columns);

    /// <summary>Writes the line of one lead.</summary>
    /// <param name="lead">The lead.</param>
    public void Write(UserActivity lead) => WriteLine(
        lead.UserId.ToString(CultureInfo.InvariantCulture),
        lead.Username,
        lead.FirstName,
        lead.Email,
        lead.TotalEvents.ToString(CultureInfo.InvariantCulture),
        lead.ActiveDays.ToString(CultureInfo.InvariantCulture),
        LeadRow.TimeText(lead.LastActivity),
        lead.LeadScore.ToString().ToLowerInvariant(),
        LeadRow.TimeText(lead.RegisteredAt));

    private void WriteLine(params ReadOnlySpan<string?> cells)
    {
        _line.Clear();
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0)
            {
                _line.Append(',');
            }

            CsvCell.Append(_line, cells[i] ?? "");
        }

        _line.Append("\r\n");
        Encoding.UTF8.GetBytes(_line.ToString(), output);
    }
}
