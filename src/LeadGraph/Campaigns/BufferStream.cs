using System.Buffers;
using System.IO.Pipelines;
using LeadGraph.Caching;

namespace LeadGraph.Campaigns;

/// <summary>
/// A stream that writes into the memory of a <see cref="PipeWriter"/>, also synchronously, as the writers of ZIP files
/// do. The owner of the writer sends it on, so that nobody waits for a slow client within a synchronous call.
/// </summary>
/// <param name="output">The writer.</param>
internal sealed class BufferStream(PipeWriter output) : WriteOnlyStream
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
