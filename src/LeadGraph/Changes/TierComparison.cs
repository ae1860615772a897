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
    private readonly List<(int Place, LeadScore Tier)> _moved = [];
    private readonly LeadTiers _added = new();
    private int _likely;

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
            _moved.Add((place, tier));
        }
    }

    /// <summary>
    /// What differs, each part sorted by user: leads in another tier, leads that were not there before, and leads that
    /// are gone.
    /// </summary>
    public IEnumerable<TierDifference> Differences()
    {
        _moved.Sort((one, other) => one.Place.CompareTo(other.Place));
        foreach ((int place, LeadScore tier) in _moved)
        {
            yield return new TierDifference(before.UserAt(place), before.TierAt(place), tier);
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
        foreach ((int place, LeadScore tier) in _moved)
        {
            before.Move(place, tier);
        }

        if (!_found.HasAllSet())
        {
            before.Keep(place => _found[place]);
        }

        _added.Sort();
        before.Insert(_added);
    }
}

/// <summary>A lead whose tier differs between two comparisons.</summary>
/// <param name="User">The user's Telegram id.</param>
/// <param name="Previous">The tier before, or null if the lead was not there.</param>
/// <param name="Current">The tier now, or null if the lead is gone.</param>
public readonly record struct TierDifference(long User, LeadScore? Previous, LeadScore? Current)
{
    /// <summary>Whether the lead is in a lower tier than before.</summary>
    public bool IsFall => Current < Previous;
}
