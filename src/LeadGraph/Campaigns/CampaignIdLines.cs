using System.Buffers.Text;
using System.IO.Pipelines;
using LeadGraph.Data;

namespace LeadGraph.Campaigns;

/// <summary>Writes the ids of leads, one on each line, as bots take them.</summary>
/// <param name="output">The output.</param>
public sealed class CampaignIdLines(PipeWriter output) : ICampaignWriter
{
    private const int LongestLine = 21;

    /// <inheritdoc/>
    public ValueTask BeginAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WriteAsync(UserActivity lead, CancellationToken cancellationToken)
    {
        Span<byte> line = output.GetSpan(LongestLine);
        Utf8Formatter.TryFormat(lead.UserId, line, out int length);
        line[length] = (byte)'\n';
        output.Advance(length + 1);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
