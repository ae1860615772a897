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

    /// <summary>What differs: leads in another tier, and leads that were not there before, each sorted by user.</summary>
    public IEnumerable<(long User, LeadScore? Previous, LeadScore Current)> Differences()
    {
        _moved.Sort((one, other) => one.Place.CompareTo(other.Place));
        foreach ((int place, LeadScore tier) in _moved)
        {
            yield return (before.UserAt(place), before.TierAt(place), tier);
        }

        _added.Sort();
        for (int place = 0; place < _added.Count; place++)
        {
            yield return (_added.UserAt(place), null, _added.TierAt(place));
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
