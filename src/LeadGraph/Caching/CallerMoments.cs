using System.Collections.Concurrent;

namespace LeadGraph.Caching;

/// <summary>
/// Up to which moment each caller knows the data. An answer from memory is only for callers who know nothing later, so
/// that nobody sees the data go back in time, whichever endpoints are asked in turn.
/// </summary>
/// <param name="clock">Tells the moments, as <see cref="TimeProvider.GetTimestamp"/> does.</param>
/// <param name="lifetime">How long answers are kept; what a caller knew earlier makes no difference.</param>
public sealed class CallerMoments(TimeProvider clock, TimeSpan lifetime)
{
    private readonly ConcurrentDictionary<string, long> _known = new();
    private long _cleaned = clock.GetTimestamp();

    /// <summary>The present moment.</summary>
    public long Now => clock.GetTimestamp();

    /// <summary>The moment up to which a caller knows the data.</summary>
    /// <param name="caller">The caller's name.</param>
    public long Of(string caller) => _known.GetValueOrDefault(caller, long.MinValue);

    /// <summary>Notes that a caller is given data of a moment, or of one before.</summary>
    /// <param name="caller">The caller's name.</param>
    /// <param name="moment">The moment.</param>
    public void Note(string caller, long moment)
    {
        if (Of(caller) < moment)
        {
            _known.AddOrUpdate(caller, moment, (_, known) => Math.Max(known, moment));
        }

        long cleaned = Interlocked.Read(ref _cleaned), now = Now;
        if (clock.GetElapsedTime(cleaned, now) > lifetime
            && Interlocked.CompareExchange(ref _cleaned, now, cleaned) == cleaned)
        {
            foreach (var known in _known)
            {
                if (clock.GetElapsedTime(known.Value, now) > lifetime)
                {
                    _known.TryRemove(known);
                }
            }
        }
    }
}
