using System.Runtime.InteropServices;
using LeadGraph.Scoring;

namespace LeadGraph.Insight.History;

/// <summary>
/// Counts the users of each tier at each midnight, user by user: what an event adds when it enters the window it takes
/// away when it leaves, so sums slide from midnight to midnight. Not thread-safe.
/// </summary>
internal sealed class TierMoves
{
    private const int Nobody = 4;

    private readonly ScoringRules _rules;
    private readonly Timeline _timeline;
    private readonly EventTypeRule[] _types;

    // By midnight, and by tier before and after, with nobody's for users who are not registered yet.
    private readonly int[,,] _moves;

    // Of one user. The days and the midnights are those of the timeline.
    private readonly long[] _points;
    private readonly int[] _days;
    private readonly Dictionary<(int Day, int Type), List<(int Midnight, int Events)>> _capped = [];

    /// <summary>Prepares to count.</summary>
    /// <param name="rules">The thresholds.</param>
    /// <param name="timeline">The midnights.</param>
    /// <param name="types">
    /// The rules of event types that count, by the number that events have; the last is of others.
    /// </param>
    public TierMoves(ScoringRules rules, Timeline timeline, EventTypeRule[] types)
    {
        (_rules, _timeline, _types) = (rules, timeline, types);
        _moves = new int[timeline.Midnights.Length, Nobody + 1, Nobody + 1];
        _points = new long[timeline.Midnights.Length + 1];
        _days = new int[timeline.Midnights.Length + 1];
    }

    /// <summary>Counts a user.</summary>
    /// <param name="first">The number of the first midnight at which the user is registered.</param>
    /// <param name="events">
    /// The user's events in any order, which this sorts: for each the number of its piece of time, times the number of
    /// types, plus that of its type.
    /// </param>
    public void Add(int first, int[] events)
    {
        Count(events);
        Move(first, hasEvents: events.Length > 0);
    }

    /// <summary>The tiers of a user at the midnights, who is not counted.</summary>
    /// <param name="first">The number of the first midnight at which the user is registered.</param>
    /// <param name="events">As for <see cref="Add"/>.</param>
    /// <returns>The tiers from that midnight on.</returns>
    public LeadScore[] TiersOf(int first, int[] events)
    {
        Count(events);
        long points = 0;
        int days = 0;
        var tiers = new LeadScore[_timeline.Midnights.Length];
        for (int midnight = 0; midnight < tiers.Length; midnight++)
        {
            points += _points[midnight];
            days += _days[midnight];
            tiers[midnight] = _rules.Score((int)Math.Min(points, int.MaxValue), days);
        }

        return tiers[first..];
    }

    /// <summary>What the days were like; each ends at the midnight after the one before.</summary>
    /// <param name="dates">The days.</param>
    public List<LeadScoreDay> Days(DateOnly[] dates)
    {
        TierNumbers numbers = TierNumbers.Of(tier => _moves[0, Nobody, (int)tier]);
        var days = new List<LeadScoreDay>(dates.Length);
        for (int i = 0; i < dates.Length; i++)
        {
            int midnight = i + 1;
            TierNumbers entered = TierNumbers.Of(tier => Sum(from => _moves[midnight, from, (int)tier]));
            TierNumbers left = TierNumbers.Of(tier => Sum(to => _moves[midnight, (int)tier, to]));
            numbers = numbers + entered - left;
            days.Add(new LeadScoreDay(
                dates[i], _timeline.Midnights[midnight], numbers.Hot, numbers.Warm, numbers.Cool, numbers.Cold,
                entered, left));
        }

        return days;

        static int Sum(Func<int, int> moves) => Enumerable.Range(0, Nobody + 1).Sum(moves);
    }

    private void Count(int[] events)
    {
        Array.Sort(events);
        Array.Clear(_points);
        Array.Clear(_days);
        _capped.Clear();
        for (int i = 0; i < events.Length; i++)
        {
            (int place, int type) = Math.DivRem(events[i], _types.Length);
            Piece piece = _timeline.Pieces[place];
            AddPoints(piece, type);
            // The first event of a day brings it into the window, and the last takes it out.
            if (i == 0 || DayOf(events[i - 1]) != piece.Day)
            {
                _days[piece.Enters]++;
            }

            if (i == events.Length - 1 || DayOf(events[i + 1]) != piece.Day)
            {
                _days[piece.Leaves]--;
            }
        }

        AddCapped();
    }

    private int DayOf(int e) => _timeline.Pieces[e / _types.Length].Day;

    private void AddPoints(Piece piece, int type)
    {
        EventTypeRule rule = _types[type];
        if (rule.MaxPerDay is null)
        {
            _points[piece.Enters] += rule.Weight;
            _points[piece.Leaves] -= rule.Weight;
            return;
        }

        ref List<(int Midnight, int Events)>? changes =
            ref CollectionsMarshal.GetValueRefOrAddDefault(_capped, (piece.Day, type), out _);
        changes ??= [];
        changes.Add((piece.Enters, 1));
        changes.Add((piece.Leaves, -1));
    }

    // Of a day that is partly in the window the cap holds for that part.
    private void AddCapped()
    {
        foreach (((_, int type), List<(int Midnight, int Events)> changes) in _capped)
        {
            int events = 0, counted = 0;
            foreach (IGrouping<int, (int Midnight, int Events)> at in changes
                .GroupBy(change => change.Midnight).OrderBy(at => at.Key))
            {
                events += at.Sum(change => change.Events);
                int now = Math.Min(events, _types[type].MaxPerDay!.Value);
                _points[at.Key] += (long)(now - counted) * _types[type].Weight;
                counted = now;
            }
        }
    }

    private void Move(int first, bool hasEvents)
    {
        if (first == _timeline.Midnights.Length)
        {
            return;
        }

        long points = 0;
        int days = 0;
        for (int midnight = 0; midnight < first; midnight++)
        {
            points += _points[midnight];
            days += _days[midnight];
        }

        int before = Nobody;
        int last = hasEvents ? _timeline.Midnights.Length - 1 : first;
        for (int midnight = first; midnight <= last; midnight++)
        {
            points += _points[midnight];
            days += _days[midnight];
            int tier = (int)_rules.Score((int)Math.Min(points, int.MaxValue), days);
            if (tier != before)
            {
                _moves[midnight, before, tier]++;
                before = tier;
            }
        }
    }
}
