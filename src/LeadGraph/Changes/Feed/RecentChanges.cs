using System.Collections.Immutable;

namespace LeadGraph.Changes.Feed;

/// <summary>
/// The recorded changes that this instance has published last. Each subscription takes them from here at its own
/// pace: it keeps nothing but its position, and one that is further behind reads the store. Thread-safe.
/// </summary>
/// <param name="signal">Tells those who wait.</param>
public sealed class RecentChanges(ChangeSignal signal)
{
    /// <summary>How many changes are kept, besides those of the last message.</summary>
    public const int MaxKept = LeadScoreMonitor.LargestMessage;

    /// <summary>The most changes that a reader gets at once, which it may hold for long.</summary>
    public const int MaxRead = 1_000;

    private readonly Lock _lock = new();
    private readonly List<ImmutableArray<LeadScoreChange>> _messages = [];
    private int _kept;
    private long _first;
    private ChangeCursor? _last;

    /// <summary>
    /// The last change that was published; null while changes are not recorded, or not known yet.
    /// </summary>
    public ChangeCursor? Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>Adds changes.</summary>
    /// <param name="from">The id of the last change before them.</param>
    /// <param name="changes">The changes; there may be none.</param>
    /// <param name="last">
    /// The last change that is recorded. It is of another store, or its id is smaller than <paramref name="from"/>, if
    /// the store has been replaced.
    /// </param>
    /// <param name="deleted">
    /// The id up to which changes had been deleted when these were read; without changes <paramref name="last"/>.
    /// </param>
    public void Add(long from, ImmutableArray<LeadScoreChange> changes, ChangeCursor last, long deleted)
    {
        // Nobody who is before what was deleted, or in a store that has been replaced, can go on from here.
        bool hasGap = changes.IsEmpty ? last.Id != from : deleted > from;
        lock (_lock)
        {
            if (_last?.Id != from || _last?.Store != last.Store || hasGap)
            {
                _messages.Clear();
                _kept = 0;
                _first = hasGap ? deleted : from;
            }

            if (!changes.IsEmpty)
            {
                _messages.Add(changes);
                _kept += changes.Length;
                while (_kept - changes.Length > MaxKept)
                {
                    _first = _messages[0][^1].Id;
                    _kept -= _messages[0].Length;
                    _messages.RemoveAt(0);
                }
            }

            _last = last;
        }

        if (!changes.IsEmpty || hasGap)
        {
            signal.Raise();
        }
    }

    /// <summary>Forgets everything, because changes are not recorded any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _messages.Clear();
            _kept = 0;
            _last = null;
        }

        signal.Raise();
    }

    /// <summary>Reads the changes after a position.</summary>
    /// <param name="after">The change before the first one wanted.</param>
    /// <returns>
    /// At most <see cref="MaxRead"/> of the changes after it, in their order; null if they are not all here.
    /// </returns>
    public ImmutableArray<LeadScoreChange>? After(ChangeCursor after)
    {
        lock (_lock)
        {
            if (_last is not { } last || !after.IsOf(last.Store) || after.Id < _first || after.Id > last.Id)
            {
                return null;
            }

            foreach (ImmutableArray<LeadScoreChange> message in _messages)
            {
                if (message[^1].Id > after.Id)
                {
                    int first = FirstAfter(message, after.Id);
                    return message[first..Math.Min(message.Length, first + MaxRead)];
                }
            }

            return [];
        }
    }

    private static int FirstAfter(ImmutableArray<LeadScoreChange> message, long after)
    {
        int low = 0;
        int high = message.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (message[middle].Id > after)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
