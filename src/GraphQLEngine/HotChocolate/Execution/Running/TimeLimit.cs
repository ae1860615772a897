using System.Diagnostics;

namespace HotChocolate.Execution;

/// <summary>
/// The time that a request may take. Its token costs a timer, so there is none until somebody asks for it: what
/// never waits is over before its time could be.
/// </summary>
/// <param name="timeout">The time.</param>
/// <param name="aborted">Cancelled when the caller leaves.</param>
internal sealed class TimeLimit(TimeSpan timeout, CancellationToken aborted) : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private CancellationTokenSource? _source;
    private CancellationToken? _token;

    /// <summary>
    /// Cancelled when the caller leaves or the time is over. May be read by resolvers at the same time.
    /// </summary>
    public CancellationToken Token
    {
        get
        {
            lock (_lock)
            {
                return _token ??= Start();
            }
        }
    }

    /// <summary>Whether anything was cancelled, because the time was over or because the caller left.</summary>
    public bool IsOver => _source is { IsCancellationRequested: true };

    /// <summary>Ends the limit. A token that is asked for after that is cancelled already.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _token ??= new CancellationToken(canceled: true);
            _source?.Dispose();
        }
    }

    private CancellationToken Start()
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        TimeSpan left = timeout - Stopwatch.GetElapsedTime(_start);
        _source.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        return _source.Token;
    }
}
