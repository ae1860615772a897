using LeadGraph.Scoring;

namespace LeadGraph.Changes;

/// <summary>
/// The tiers of all leads at the last comparison: 9 bytes each, sorted by user. Changes are applied in place; only the
/// first comparison, and growth, copy them once. Not thread-safe.
/// </summary>
public sealed class LeadTiers
{
    private long[] _users = [];
    private byte[] _tiers = [];

    /// <summary>How many leads there are.</summary>
    public int Count { get; private set; }

    /// <summary>The user at a place in the order.</summary>
    /// <param name="place">The place, below <see cref="Count"/>.</param>
    public long UserAt(int place) => _users[place];

    /// <summary>The tier of the user at a place in the order.</summary>
    /// <param name="place">The place, below <see cref="Count"/>.</param>
    public LeadScore TierAt(int place) => (LeadScore)_tiers[place];

    /// <summary>The place of a user, or a negative number if the user is not there.</summary>
    /// <param name="user">The user's Telegram id.</param>
    /// <param name="likely">A place to look at first.</param>
    public int Find(long user, int likely)
        => likely < Count && _users[likely] == user ? likely : Array.BinarySearch(_users, 0, Count, user);

    /// <summary>Adds a lead at the end, whatever the order: <see cref="Sort"/> follows.</summary>
    /// <param name="user">The user's Telegram id.</param>
    /// <param name="tier">The user's tier.</param>
    public void Append(long user, LeadScore tier)
    {
        if (Count == _users.Length)
        {
            Resize(Math.Max(16, Count + (Count / 2)));
        }

        (_users[Count], _tiers[Count]) = (user, (byte)tier);
        Count++;
    }

    /// <summary>Sorts the leads by user.</summary>
    public void Sort() => Array.Sort(_users, _tiers, 0, Count);

    /// <summary>Sets the tier of the user at a place in the order.</summary>
    /// <param name="place">The place, below <see cref="Count"/>.</param>
    /// <param name="tier">The new tier.</param>
    public void Move(int place, LeadScore tier) => _tiers[place] = (byte)tier;

    /// <summary>Removes the leads at some places.</summary>
    /// <param name="isKept">Tells of each place whether its lead stays.</param>
    public void Keep(Func<int, bool> isKept)
    {
        int kept = 0;
        for (int place = 0; place < Count; place++)
        {
            if (isKept(place))
            {
                (_users[kept], _tiers[kept]) = (_users[place], _tiers[place]);
                kept++;
            }
        }

        Count = kept;
    }

    /// <summary>Inserts leads in their places, from the end on, so that none is moved twice.</summary>
    /// <param name="others">Leads of other users, sorted.</param>
    public void Insert(LeadTiers others)
    {
        if (_users.Length < Count + others.Count)
        {
            // Some room, so that the next registrations do not copy the arrays again.
            int count = Count + others.Count;
            Resize(count + (count / 16));
        }

        int last = Count - 1, next = others.Count - 1;
        Count += others.Count;
        for (int place = Count - 1; next >= 0; place--)
        {
            (_users[place], _tiers[place]) = last >= 0 && _users[last] > others._users[next]
                ? (_users[last], _tiers[last--])
                : (others._users[next], others._tiers[next--]);
        }
    }

    private void Resize(int length)
    {
        Array.Resize(ref _users, length);
        Array.Resize(ref _tiers, length);
    }
}
