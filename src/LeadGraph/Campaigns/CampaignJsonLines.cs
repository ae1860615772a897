using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Leads;

namespace LeadGraph.Campaigns;

/// <summary>Writes leads as JSON Lines in UTF-8: an object per line, with null where there is no value.</summary>
/// <param name="output">The output.</param>
/// <param name="columns">The columns.</param>
public sealed class CampaignJsonLines(PipeWriter output, IReadOnlyList<CampaignColumn> columns) : ICampaignWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(output, Options);

    /// <inheritdoc/>
    public ValueTask BeginAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WriteAsync(UserActivity lead, CancellationToken cancellationToken)
    {
        _json.Reset();
        _json.WriteStartObject();
        foreach (CampaignColumn column in columns)
        {
            CampaignValue value = column.Of(lead);
            _json.WritePropertyName(column.Name);
            if (value.Number is { } number)
            {
                _json.WriteNumberValue(number);
            }
            else if ((value.Text ?? LeadRow.TimeText(value.Time)) is { } text)
            {
                _json.WriteStringValue(text);
            }
            else
            {
                _json.WriteNullValue();
            }
        }

        _json.WriteEndObject();
        _json.Flush();
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _json.Reset();
        return _json.DisposeAsync();
    }
}
