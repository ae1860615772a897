namespace LeadGraph.Campaigns;

/// <summary>Settings of campaigns, in section <see cref="Section"/>.</summary>
public sealed class CampaignOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Campaigns";

    /// <summary>
    /// The event types that say that a user wants no messages: who has such an event is never a member. A campaign may
    /// name more.
    /// </summary>
    public IReadOnlyList<string> OptOutEventTypes { get; set; } = [];

    /// <summary>
    /// The most leads of a segment, 1 to 10 million. Each takes 42 bytes of
    /// <c>LeadGraph:Limits:ReadBytesPerOperation</c>.
    /// </summary>
    public int MaxMembers { get; set; } = 350_000;

    /// <summary>The most campaigns that are kept, 1 to 100000.</summary>
    public int MaxCampaigns { get; set; } = 1_000;

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (OptOutEventTypes.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{Section}:{nameof(OptOutEventTypes)} has an empty event type.";
        }

        if (MaxMembers is < 1 or > 10_000_000)
        {
            yield return $"{Section}:{nameof(MaxMembers)} is {MaxMembers}; it must be 1 to 10000000.";
        }

        if (MaxCampaigns is < 1 or > 100_000)
        {
            yield return $"{Section}:{nameof(MaxCampaigns)} is {MaxCampaigns}; it must be 1 to 100000.";
        }
    }
}
