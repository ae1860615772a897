using LeadGraph.Leads;
using LeadGraph.Scoring;

namespace LeadGraph.Insight.History;

/// <summary>
/// The midnights at which tiers are counted, and the pieces of time between the moments at which an event enters the
/// window of a midnight, leaves that of one, or belongs to another day. Events of one piece count at the same midnights
/// and on the same day, so a number stands for the time of an event. Days have 23 to 25 hours and windows have not, so
/// a window may begin within a day.
/// </summary>
internal sealed class Timeline
{
    private readonly DateTime[] _cuts;

    /// <summary>Finds the pieces.</summary>
    /// <param name="rules">The window and the time zone.</param>
    /// <param name="midnights">The midnights, UTC, in order; at the first one nobody is said to move.</param>
    public Timeline(ScoringRules rules, DateTime[] midnights)
    {
        Midnights = midnights;
        ScoringRules past = PastMoment.RulesOf(midnights[0], rules);
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        From = past.WindowStart(midnights[0]);
        Until = After(midnights[^1]);
        DateTime[] days = CalendarDays.Starts(zone, From, past.WindowEnd(midnights[^1]));
        _cuts =
        [
            .. midnights.Select(past.WindowStart).Concat(midnights.Select(After)).Concat(days)
                .Where(cut => cut >= From && cut < Until).Distinct().Order()
        ];
        Pieces = new Piece[_cuts.Length];
        int enters = 0, leaves = 0, day = 0;
        for (int i = 0; i < _cuts.Length; i++)
        {
            DateTime end = i + 1 < _cuts.Length ? _cuts[i + 1] : Until;
            while (After(midnights[enters]) < end)
            {
                enters++;
            }

            while (leaves < midnights.Length && past.WindowStart(midnights[leaves]) < end)
            {
                leaves++;
            }

            while (day + 1 < days.Length && days[day + 1] <= _cuts[i])
            {
                day++;
            }

            Pieces[i] = new Piece(enters, leaves, day);
        }

        // What is left of a midnight's millisecond counts at it, as in responses.
        DateTime After(DateTime midnight) => past.WindowEnd(midnight).AddTicks(1);
    }

    /// <summary>The midnights, UTC.</summary>
    public DateTime[] Midnights { get; }

    /// <summary>The pieces, in order. An event's is the number of cuts that are not after it, less one.</summary>
    public Piece[] Pieces { get; }

    /// <summary>The moments at which the pieces begin, UTC; the first is that of the first window.</summary>
    public DateTime[] Cuts => _cuts;

    /// <summary>The first moment of an event that counts, UTC.</summary>
    public DateTime From { get; }

    /// <summary>The first moment, UTC, from which on events do not count.</summary>
    public DateTime Until { get; }

    /// <summary>The number of the piece of a moment.</summary>
    /// <param name="utc">The moment, from <see cref="From"/> to before <see cref="Until"/>.</param>
    public int PieceOf(DateTime utc)
    {
        int place = Array.BinarySearch(_cuts, utc);
        return place >= 0 ? place : ~place - 1;
    }

    /// <summary>The number of the first midnight at which a user is registered.</summary>
    /// <param name="registeredAt">When the user registered, UTC; null if it is not known, which is always.</param>
    /// <returns>The number; that of the midnights if it is at none.</returns>
    public int FirstMidnightOf(DateTime? registeredAt)
    {
        int first = 0;
        while (registeredAt is { } time && first < Midnights.Length
            && time >= Midnights[first].AddMilliseconds(1))
        {
            first++;
        }

        return first;
    }
}

/// <summary>A piece of time whose events count at the same midnights.</summary>
/// <param name="Enters">The number of the first midnight at which they count.</param>
/// <param name="Leaves">The number of the first midnight after it at which they do not.</param>
/// <param name="Day">The number of their day.</param>
internal readonly record struct Piece(int Enters, int Leaves, int Day);
