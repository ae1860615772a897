namespace HotChocolate.Execution;

/// <summary>
/// The time that a request may take. Its token costs a timer, so there is none until somebody asks for it: what
/// never waits is over before its time could be.
/// </summary>
/// <param name="timeout">The time.</param>
/// <param name="aborted">Cancelled when the caller leaves.</param>
internal sealed class TimeLimit(TimeSpan timeout, CancellationToken aborted) : IDisposable
{
    private static readonly Countdown s_ended = new(null, new CancellationToken(canceled: true));

    // Milliseconds of the clock that timers go by, which takes less time to read than more exact ones.
    private readonly long _start = Environment.TickCount64;
    private Countdown? _countdown;

    /// <summary>
    /// Cancelled when the caller leaves or the time is over. May be read by resolvers at the same time.
    /// </summary>
    public CancellationToken Token => (Volatile.Read(ref _countdown) ?? Start()).Token;

    /// <summary>
    /// Whether <see cref="Token"/> is cancelled: because the time is over, the caller has left, or the limit was
    /// disposed. False, even when the time is over, if nobody has asked for the token.
    /// </summary>
    public bool IsOver => Volatile.Read(ref _countdown) is { Token.IsCancellationRequested: true };

    /// <summary>Ends the limit. A token that is asked for after that is cancelled already.</summary>
    public void Dispose() => Interlocked.Exchange(ref _countdown, s_ended)?.Source?.Dispose();

    private Countdown Start()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var started = new Countdown(source, source.Token);
        if (Interlocked.CompareExchange(ref _countdown, started, null) is { } other)
        {
            source.Dispose();
            return other;
        }

        double left = timeout.TotalMilliseconds - (Environment.TickCount64 - _start);
        source.CancelAfter(TimeSpan.FromMilliseconds(Math.Max(0, left)));
        return started;
    }

    /// <summary>A token, which outlives its source: that is disposed when the limit ends.</summary>
    private sealed record Countdown(CancellationTokenSource? Source, CancellationToken Token);
}
