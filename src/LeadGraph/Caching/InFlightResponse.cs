namespace LeadGraph.Caching;

/// <summary>A response that one request computes while identical requests wait for it.</summary>
/// <param name="key">The cache key.</param>
/// <param name="caller">The name under which the caller of the computing request is counted.</param>
/// <param name="started">When the computation started, as a <see cref="TimeProvider.GetTimestamp"/> value.</param>
public sealed class InFlightResponse(byte[] key, string caller, long started)
{
    private readonly TaskCompletionSource<Outcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How a computation ended.</summary>
    public enum OutcomeKind
    {
        /// <summary>With a response, successful or not.</summary>
        Response,

        /// <summary>
        /// With a response for one caller only: a stream, a per-caller error, or a body too large to buffer.
        /// </summary>
        NotShareable,

        /// <summary>Without a response, because the client of the computing request disconnected.</summary>
        Abandoned,

        /// <summary>With an exception.</summary>
        Failed
    }

    /// <summary>The cache key.</summary>
    public byte[] Key { get; } = key;

    /// <summary>The name under which the caller of the computing request is counted.</summary>
    public string Caller { get; } = caller;

    /// <summary>When the computation started, as a <see cref="TimeProvider.GetTimestamp"/> value.</summary>
    public long Started { get; } = started;

    /// <summary>Completes when the computation has ended.</summary>
    public Task<Outcome> Result => _outcome.Task;

    /// <summary>Sets the outcome for the waiting requests. Only the first call has an effect.</summary>
    /// <param name="kind">How the computation ended.</param>
    /// <param name="response">The response, for <see cref="OutcomeKind.Response"/>.</param>
    /// <param name="exception">The exception, for <see cref="OutcomeKind.Failed"/>.</param>
    /// <param name="isStale">Whether the response is an older one that replaces a failure.</param>
    /// <param name="isOfCaller">Whether only requests of the same caller may share the outcome.</param>
    public void Complete(
        OutcomeKind kind,
        CachedResponse? response = null,
        Exception? exception = null,
        bool isStale = false,
        bool isOfCaller = false)
        => _outcome.TrySetResult(new Outcome(kind, response, exception, isStale, isOfCaller));

    /// <summary>The outcome of a computation.</summary>
    /// <param name="Kind">How the computation ended.</param>
    /// <param name="Response">The response, for <see cref="OutcomeKind.Response"/>.</param>
    /// <param name="Exception">The exception, for <see cref="OutcomeKind.Failed"/>.</param>
    /// <param name="IsStale">Whether the response is an older one that replaces a failure.</param>
    /// <param name="IsOfCaller">
    /// Whether only requests of the same caller may share it: a failure may come of the limits on that caller, or of a
    /// time that was over before another caller's.
    /// </param>
    public sealed record Outcome(
        OutcomeKind Kind, CachedResponse? Response, Exception? Exception, bool IsStale, bool IsOfCaller);
}
