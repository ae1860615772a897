using HotChocolate;
using HotChocolate.Data.Filters;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Segments;

namespace LeadGraph.Campaigns;

/// <summary>A campaign to create.</summary>
/// <param name="Name">The name, 1 to 200 characters.</param>
/// <param name="Goal">What the members are to do.</param>
/// <param name="LeadScores">Leads of these tiers; all unless given.</param>
/// <param name="Search">Leads whose username, first name or email contains this text.</param>
/// <param name="Where">Leads that match this filter.</param>
/// <param name="Segment">Leads of this segment of the settings.</param>
/// <param name="Variants">
/// The messages to compare, 1 to 10 with different names, whose shares add up to 100; one for everybody unless given.
/// </param>
/// <param name="HoldoutPercent">The percentage of the members who get no message, to compare with, 0 to 50.</param>
/// <param name="NotContactedDays">
/// Leaves out who is in a list of a campaign that began within so many days, 1 to 365.
/// </param>
/// <param name="Exclude">The ids of campaigns whose members are left out, 20 at most.</param>
/// <param name="OptOutEventTypes">
/// Leaves out who ever had an event of these types, 20 at most, or of those of the settings.
/// </param>
public sealed record CreateCampaignInput(
    string Name,
    CampaignGoalInput Goal,
    IReadOnlyList<LeadScore>? LeadScores = null,
    string? Search = null,
    [property: GraphQLType<FilterInputType<UserActivity>>] IReadOnlyDictionary<string, object?>? Where = null,
    string? Segment = null,
    IReadOnlyList<CampaignVariantInput>? Variants = null,
    int HoldoutPercent = 0,
    int? NotContactedDays = null,
    [property: GraphQLType<ListType<NonNullType<IdType>>>] IReadOnlyList<string>? Exclude = null,
    IReadOnlyList<string>? OptOutEventTypes = null)
{
    private const int LongestName = 200;
    private const int LongestEventType = 255;
    private const int MostVariants = 10;
    private const int MostEventTypes = 20;
    private const int MostExcluded = 20;
    private const int MostDays = 365;

    /// <summary>The name that the only message of a campaign has unless given.</summary>
    private static readonly IReadOnlyList<CampaignVariantInput> OneVariant = [new("A", 100)];

    /// <summary>What is wrong, each with the path of its argument and what it accepts.</summary>
    public IEnumerable<(string Argument, string Message)> Problems()
    {
        if (!IsText(Name, LongestName))
        {
            yield return ("input.name", $"A name has 1 to {LongestName} characters, without U+0000.");
        }

        IReadOnlyList<CampaignVariantInput> variants = Variants ?? OneVariant;
        if (variants.Count is 0 or > MostVariants)
        {
            yield return ("input.variants", $"There may be 1 to {MostVariants} variants.");
        }

        HashSet<string> names = [];
        foreach (var (index, variant) in variants.Index())
        {
            if (!IsText(variant.Name, LongestName))
            {
                yield return (
                    $"input.variants.{index}.name", $"A name has 1 to {LongestName} characters, without U+0000.");
            }
            else if (!names.Add(variant.Name.Trim()))
            {
                yield return ($"input.variants.{index}.name", "Another variant has this name; each needs its own.");
            }

            if (variant.Share is < 1 or > 100)
            {
                yield return ($"input.variants.{index}.share", "A share is a percentage from 1 to 100.");
            }
        }

        if (variants.Count > 0 && variants.Sum(variant => (long)variant.Share) is not 100 and var sum)
        {
            yield return ("input.variants", $"The shares add up to {sum}; they must add up to 100.");
        }

        if (HoldoutPercent is < 0 or > 50)
        {
            yield return ("input.holdoutPercent", "The hold-out is a percentage from 0 to 50.");
        }

        if (NotContactedDays is < 1 or > MostDays)
        {
            yield return ("input.notContactedDays", $"The days are 1 to {MostDays}, or null for no such limit.");
        }

        if (Exclude?.Count > MostExcluded)
        {
            yield return ("input.exclude", $"There may be {MostExcluded} campaigns at most.");
        }

        foreach (var (index, id) in (Exclude ?? []).Index())
        {
            if (!CampaignId.TryParse(id, out _))
            {
                yield return ($"input.exclude.{index}", "This is no id of a campaign.");
            }
        }

        if (Goal.EventTypes.Count == 0)
        {
            yield return ("input.goal.eventTypes", "A goal needs an event type.");
        }

        if (Goal.WithinDays is < 1 or > MostDays)
        {
            yield return ("input.goal.withinDays", $"The days are 1 to {MostDays}.");
        }

        foreach (var problem in EventTypeProblems("input.goal.eventTypes", Goal.EventTypes)
            .Concat(EventTypeProblems("input.optOutEventTypes", OptOutEventTypes ?? [])))
        {
            yield return problem;
        }
    }

    /// <summary>The campaign as the store keeps it, before its members are known.</summary>
    /// <param name="optOutEventTypes">The event types of the settings.</param>
    /// <param name="where">The filter, as it was understood.</param>
    /// <param name="saved">The segment of the settings.</param>
    public CampaignDefinition ToDefinition(
        IReadOnlyList<string> optOutEventTypes, LeadCondition? where, SegmentDefinition? saved) => new(
        [.. (LeadScores ?? []).Distinct().OrderDescending()],
        string.IsNullOrWhiteSpace(Search) ? null : Search.Trim(),
        NotContactedDays,
        [.. (Exclude ?? []).Select(CampaignId.Normalize).Distinct()],
        // Being on a list after a block is worse than being left out.
        [.. optOutEventTypes.Concat(OptOutEventTypes ?? []).Distinct()],
        [.. (Variants ?? OneVariant).Select(variant => new CampaignVariant(variant.Name.Trim(), variant.Share, 0))],
        HoldoutPercent,
        HoldoutMembers: 0,
        new CampaignGoal([.. Goal.EventTypes.Distinct()], Goal.WithinDays),
        where?.Text,
        where?.IsPersonal ?? false,
        saved is null ? null : Segment,
        saved);

    // PostgreSQL cannot store U+0000.
    private static bool IsText(string text, int longest)
        => !string.IsNullOrWhiteSpace(text) && text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal);

    private static IEnumerable<(string Argument, string Message)> EventTypeProblems(
        string argument, IReadOnlyList<string> types)
    {
        if (types.Count > MostEventTypes)
        {
            yield return (argument, $"There may be {MostEventTypes} event types at most.");
        }

        foreach (var (index, type) in types.Index())
        {
            if (!IsText(type, LongestEventType))
            {
                yield return (
                    $"{argument}.{index}", $"An event type has 1 to {LongestEventType} characters, without U+0000.");
            }
        }
    }
}

/// <summary>A message of a campaign to create.</summary>
/// <param name="Name">The name, 1 to 200 characters.</param>
/// <param name="Share">Its percentage of the members who get a message, 1 to 100.</param>
public sealed record CampaignVariantInput(string Name, int Share);

/// <summary>What the members of a campaign to create are to do.</summary>
/// <param name="EventTypes">The types of the events that count, 1 to 20.</param>
/// <param name="WithinDays">Within how many days of 24 hours, 1 to 365.</param>
public sealed record CampaignGoalInput(IReadOnlyList<string> EventTypes, int WithinDays);
