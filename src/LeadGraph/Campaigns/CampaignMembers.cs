using LeadGraph.Scoring;

namespace LeadGraph.Campaigns;

/// <summary>Members of a campaign in memory: 10 bytes each, in the order of their ids.</summary>
public sealed class CampaignMembers
{
    /// <summary>The bytes that a member takes, with what growing lists leave free.</summary>
    public const int BytesPerMember = 2 * (sizeof(long) + sizeof(byte) + sizeof(sbyte));

    private readonly List<long> _users = [];
    private readonly List<byte> _tiers = [];
    private readonly List<sbyte> _variants = [];

    /// <summary>How many there are.</summary>
    public int Count => _users.Count;

    /// <summary>The members: the user, the tier at the creation of the campaign, and the index of the variant.</summary>
    public IEnumerable<(long User, LeadScore Tier, int Variant)> All
        => Enumerable.Range(0, Count).Select(i => (_users[i], (LeadScore)_tiers[i], (int)_variants[i]));

    /// <summary>Adds a member, whose id is higher than those before.</summary>
    /// <param name="user">The user.</param>
    /// <param name="tier">The tier.</param>
    /// <param name="variant">The index of the variant, or <see cref="CampaignAssignment.Holdout"/>.</param>
    public void Add(long user, LeadScore tier, int variant = 0)
    {
        _users.Add(user);
        _tiers.Add((byte)tier);
        _variants.Add((sbyte)variant);
    }

    /// <summary>The user at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public long UserAt(int index) => _users[index];

    /// <summary>The place of a user among the members; negative for another user.</summary>
    /// <param name="user">The user.</param>
    public int IndexOf(long user) => _users.BinarySearch(user);

    /// <summary>Assigns the members to the variants of a campaign.</summary>
    /// <param name="campaign">The id of the campaign.</param>
    /// <param name="definition">Its variants and its hold-out.</param>
    /// <returns>The definition with the numbers of members.</returns>
    public CampaignDefinition Assign(long campaign, CampaignDefinition definition)
    {
        int[] shares = [.. definition.Variants.Select(variant => variant.Share)];
        int[] members = new int[shares.Length];
        int holdout = 0;
        for (int i = 0; i < Count; i++)
        {
            int variant = CampaignAssignment.VariantOf(campaign, _users[i], definition.HoldoutPercent, shares);
            _variants[i] = (sbyte)variant;
            if (variant == CampaignAssignment.Holdout)
            {
                holdout++;
            }
            else
            {
                members[variant]++;
            }
        }

        return definition with
        {
            HoldoutMembers = holdout,
            Variants = [.. definition.Variants.Zip(members, (variant, count) => variant with { Members = count })]
        };
    }
}
