using HotChocolate;
using HotChocolate.Types;
using LeadGraph.Scoring;
using LeadGraph.Segments;

namespace LeadGraph.Campaigns;

/// <summary>A list of users to write to, frozen at the moment at which it was made.</summary>
public sealed class Campaign
{
    /// <summary>The id among campaigns, a whole number, which REST takes.</summary>
    [GraphQLName("campaignId"), GraphQLType<NonNullType<IdType>>]
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created, UTC. Goal events count from then on.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The caller who created it; null for a caller without a name.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When the days of the goal are over, UTC. Later goal events do not count.</summary>
    public required DateTime EndsAt { get; init; }

    /// <summary>When it was closed before its days were over, UTC; null if it was not.</summary>
    public DateTime? ClosedAt { get; init; }

    /// <summary>Who was chosen, and how.</summary>
    [GraphQLIgnore]
    public required CampaignDefinition Definition { get; init; }

    /// <summary>Leads of which tiers were chosen; empty for all.</summary>
    public IReadOnlyList<LeadScore> LeadScores => Definition.LeadScores;

    /// <summary>The segment of the settings that was chosen; null for none.</summary>
    public CampaignSavedSegment? Segment => Definition is { Segment: { } name, Saved: { } saved }
        ? new CampaignSavedSegment(name, saved) : null;

    /// <summary>
    /// Who was contacted by campaigns that began within so many days before this one was left out; null for nobody.
    /// </summary>
    public int? NotContactedDays => Definition.NotContactedDays;

    /// <summary>The campaigns whose members were left out, by their <c>campaignId</c>.</summary>
    [GraphQLType<NonNullType<ListType<NonNullType<IdType>>>>]
    public IReadOnlyList<string> Exclude => Definition.Exclude;

    /// <summary>
    /// Who had an event of these types was left out: those of the settings, then those of the campaign itself.
    /// </summary>
    public IReadOnlyList<string> OptOutEventTypes => Definition.OptOutEventTypes;

    /// <summary>The messages that are compared, each with its share of those who get one.</summary>
    public IReadOnlyList<CampaignVariant> Variants => Definition.Variants;

    /// <summary>The percentage of the members who get no message, to compare with.</summary>
    public int HoldoutPercent => Definition.HoldoutPercent;

    /// <summary>How many members get no message.</summary>
    public int HoldoutMembers => Definition.HoldoutMembers;

    /// <summary>How many members there are, those who get no message included.</summary>
    public int Members => Definition.HoldoutMembers + Definition.Variants.Sum(variant => variant.Members);

    /// <summary>What the members are to do.</summary>
    public CampaignGoal Goal => Definition.Goal;

    /// <summary>The id as a number.</summary>
    internal long Number { get; init; }

    /// <summary>The last moment of which goal events count, UTC.</summary>
    internal DateTime CountsUntil => ClosedAt < EndsAt ? ClosedAt.Value : EndsAt;
}

/// <summary>Whether goal events of a campaign still count.</summary>
public enum CampaignStatus
{
    /// <summary>The days of the goal are not over.</summary>
    Running,

    /// <summary>The days of the goal are over.</summary>
    Finished,

    /// <summary>It was closed before.</summary>
    Closed
}

/// <summary>A message of a campaign.</summary>
/// <param name="Name">The name.</param>
/// <param name="Share">Its percentage of the members who get a message.</param>
/// <param name="Members">How many members get it.</param>
public sealed record CampaignVariant(string Name, int Share, int Members);

/// <summary>What the members of a campaign are to do.</summary>
/// <param name="EventTypes">The types of the events that count.</param>
/// <param name="WithinDays">Within how many days of 24 hours after the creation of the campaign.</param>
public sealed record CampaignGoal(IReadOnlyList<string> EventTypes, int WithinDays);

/// <summary>How a campaign is made up, as the store keeps it.</summary>
/// <param name="LeadScores">The tiers; empty for all.</param>
/// <param name="Search">The text that a name or address contains; null for all.</param>
/// <param name="NotContactedDays">Who was contacted within so many days is left out; null for nobody.</param>
/// <param name="Exclude">The ids of campaigns whose members are left out.</param>
/// <param name="OptOutEventTypes">Who has an event of these types is left out.</param>
/// <param name="Variants">The messages.</param>
/// <param name="HoldoutPercent">The percentage of the members who get no message.</param>
/// <param name="HoldoutMembers">How many these are.</param>
/// <param name="Goal">What the members are to do.</param>
/// <param name="Where">The filter that leads match, as GraphQL has it; null for all.</param>
/// <param name="WhereIsPersonal">Whether the filter asks for names or addresses.</param>
/// <param name="Segment">The name of the segment of the settings; null for none.</param>
/// <param name="Saved">What that segment was when the campaign was created.</param>
public sealed record CampaignDefinition(
    IReadOnlyList<LeadScore> LeadScores,
    string? Search,
    int? NotContactedDays,
    IReadOnlyList<string> Exclude,
    IReadOnlyList<string> OptOutEventTypes,
    IReadOnlyList<CampaignVariant> Variants,
    int HoldoutPercent,
    int HoldoutMembers,
    CampaignGoal Goal,
    string? Where = null,
    bool WhereIsPersonal = false,
    string? Segment = null,
    SegmentDefinition? Saved = null);

/// <summary>A segment of the settings, as the store keeps it.</summary>
/// <param name="LeadScores">The tiers; empty for all.</param>
/// <param name="Search">The text that a name or address contains; null for all.</param>
/// <param name="Where">The filter, as GraphQL has it; null for all.</param>
/// <param name="WhereIsPersonal">Whether the filter asks for names or addresses.</param>
public sealed record SegmentDefinition(
    IReadOnlyList<LeadScore> LeadScores, string? Search, string? Where, bool WhereIsPersonal)
{
    /// <summary>What a segment is.</summary>
    /// <param name="segment">The segment; null for none.</param>
    public static SegmentDefinition? Of(Segment? segment) => segment is null ? null : new(
        segment.LeadScores, segment.Search, segment.Where?.Text, segment.Where?.IsPersonal ?? false);
}

/// <summary>The segment of the settings that a campaign is for, as it was when the campaign was created.</summary>
/// <param name="Name">The name.</param>
/// <param name="Definition">All else of it.</param>
public sealed record CampaignSavedSegment(string Name, [property: GraphQLIgnore] SegmentDefinition Definition)
{
    /// <summary>The tiers; empty for all.</summary>
    public IReadOnlyList<LeadScore> LeadScores => Definition.LeadScores;
}
