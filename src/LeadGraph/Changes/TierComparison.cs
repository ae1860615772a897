using System.Collections;
using LeadGraph.Scoring;

namespace LeadGraph.Changes;

/// <summary>
/// Compares the tiers of all leads with those before, one lead at a time, in any order. It holds only what differs, and
/// a bit for each lead. A comparison that is not completed changes nothing.
/// </summary>
/// <param name="before">The tiers before, which <see cref="Complete"/> brings up to date.</param>
public sealed class TierComparison(LeadTiers before)
{
    private readonly BitArray _found = new(before.Count);
    private readonly List<Move> _moved = [];
    private readonly LeadTiers _added = new();
    private int _likely;
    private bool _isSorted;

    /// <summary>Compares a lead.</summary>
    /// <param name="user">The user's Telegram id.</param>
    /// <param name="tier">The user's tier now.</param>
    public void Add(long user, LeadScore tier)
    {
        int place = before.Find(user, _likely);
        if (place < 0)
        {
            _added.Append(user, tier);
            return;
        }

        // The database mostly gives the leads in an order of its own that changes little.
        _likely = place + 1;
        _found[place] = true;
        if (before.TierAt(place) != tier)
        {
            _moved.Add(new Move(place, (byte)tier, HasExpired: false));
        }
    }

    /// <summary>The users whose tier is lower than before.</summary>
    public IEnumerable<long> Fallen()
        => _moved.Where(move => (LeadScore)move.Tier < before.TierAt(move.Place))
            .Select(move => before.UserAt(move.Place));

    /// <summary>
    /// Tells the tier of a user as of the comparison before by what the database holds now. If it is not lower than it
    /// was then, a fall is due to the time that has passed.
    /// </summary>
    /// <param name="user">The user's Telegram id.</param>
    /// <param name="tier">The tier.</param>
    public void AddEarlier(long user, LeadScore tier)
    {
        int place = before.Find(user, _likely);
        if (place < 0)
        {
            return;
        }

        _likely = place + 1;
        SortMoves();
        int index = _moved.BinarySearch(new Move(place, 0, HasExpired: false), Move.ByPlace);
        if (index >= 0 && tier >= before.TierAt(place))
        {
            _moved[index] = _moved[index] with { HasExpired = true };
        }
    }

    /// <summary>
    /// What differs, each part sorted by user: leads in another tier, leads that were not there before, and leads that
    /// are gone.
    /// </summary>
    public IEnumerable<TierDifference> Differences()
    {
        SortMoves();
        foreach ((int place, byte tier, bool hasExpired) in _moved)
        {
            var difference = new TierDifference(before.UserAt(place), before.TierAt(place), (LeadScore)tier);
            yield return difference with { HasExpired = hasExpired && difference.IsFall };
        }

        _added.Sort();
        for (int place = 0; place < _added.Count; place++)
        {
            yield return new TierDifference(_added.UserAt(place), Previous: null, _added.TierAt(place));
        }

        for (int place = 0; place < _found.Length; place++)
        {
            if (!_found[place])
            {
                yield return new TierDifference(before.UserAt(place), before.TierAt(place), Current: null);
            }
        }
    }

    /// <summary>Brings the tiers before up to date, after <see cref="Differences"/> have been read.</summary>
    public void Complete()
    {
        foreach (Move move in _moved)
        {
            before.Move(move.Place, (LeadScore)move.Tier);
        }

        if (!_found.HasAllSet())
        {
            before.Keep(place => _found[place]);
        }

        _added.Sort();
        before.Insert(_added);
    }

    private void SortMoves()
    {
        if (!_isSorted)
        {
            _moved.Sort(Move.ByPlace);
            _isSorted = true;
        }
    }

    // 8 bytes, of which there are as many as leads at worst.
    private readonly record struct Move(int Place, byte Tier, bool HasExpired)
    {
        public static IComparer<Move> ByPlace { get; } =
            Comparer<Move>.Create((one, other) => one.Place.CompareTo(other.Place));
    }
}

/// <summary>A lead whose tier differs between two comparisons.</summary>
/// <param name="User">The user's Telegram id.</param>
/// <param name="Previous">The tier before, or null if the lead was not there.</param>
/// <param name="Current">The tier now, or null if the lead is gone.</param>
/// <param name="HasExpired">Whether the tier fell because time has passed.</param>
public readonly record struct TierDifference(
    long User, LeadScore? Previous, LeadScore? Current, bool HasExpired = false)
{
    /// <summary>Whether the lead is in a lower tier than before.</summary>
    public bool IsFall => Current < Previous;
}
