namespace LeadGraph.Caching;

/// <summary>
/// A response body that is sent while it is produced, such as an event stream. Each write may contain newer data than
/// the cache holds, so it is recorded before it is sent.
/// </summary>
/// <param name="client">The stream to the client.</param>
/// <param name="reads">Where reads are recorded.</param>
/// <param name="caller">The caller's name.</param>
public sealed class MonotonicStream(Stream client, MonotonicReads reads, string caller) : WriteOnlyStream
{
    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        reads.Record(caller, reads.Now);
        return client.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => client.FlushAsync(cancellationToken);
}
