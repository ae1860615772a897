using System.Data.Common;

namespace LeadGraph.Data;

/// <summary>
/// Decides what is logged of a failure that is met again and again: its beginning, each other kind of failure, and its
/// end. Work that fails and succeeds in turn does not fill the log, because a kind is logged at most once in five
/// minutes, and the end only after ten seconds without a failure. Thread-safe.
/// </summary>
/// <param name="clock">Measures the time between failures.</param>
public sealed class LastingFailure(TimeProvider clock)
{
    private static readonly TimeSpan Repetition = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _loggedAt = [];
    private volatile string? _logged;
    private long _lastAt;

    /// <summary>The kind of a failure: the type of its cause, and the SQLSTATE where there is one.</summary>
    /// <param name="failure">The failure; null if there is no exception.</param>
    public static string? KindOf(Exception? failure)
    {
        // What a timeout interrupted depends on the moment.
        Exception? cause = failure is TimeoutException ? failure : failure?.GetBaseException();
        return cause is DbException { SqlState: { } code } ? $"{cause.GetType().Name} {code}" : cause?.GetType().Name;
    }

    /// <summary>Records a failure.</summary>
    /// <param name="failure">The failure; null if there is no exception.</param>
    /// <returns>Whether to log it.</returns>
    public bool Begins(Exception? failure)
    {
        string kind = KindOf(failure) ?? "";
        lock (_lock)
        {
            _lastAt = clock.GetTimestamp();
            if (kind == _logged
                || (_loggedAt.TryGetValue(kind, out long at) && clock.GetElapsedTime(at) < Repetition))
            {
                return false;
            }

            _logged = kind;
            _loggedAt[kind] = _lastAt;
            return true;
        }
    }

    /// <summary>Records a failure that is not to be logged; if one has been, it goes on.</summary>
    public void Continues()
    {
        lock (_lock)
        {
            _lastAt = clock.GetTimestamp();
        }
    }

    /// <summary>Records that the work succeeded.</summary>
    /// <returns>Whether to log the end of a failure that was logged.</returns>
    public bool Ends()
    {
        if (_logged is null)
        {
            return false;
        }

        lock (_lock)
        {
            if (_logged is null || clock.GetElapsedTime(_lastAt) < Rest)
            {
                return false;
            }

            _logged = null;
            _loggedAt.Clear();
            return true;
        }
    }
}
