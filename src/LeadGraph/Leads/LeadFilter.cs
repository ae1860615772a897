using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Leads;

/// <summary>The parsed filter parameters of a REST request.</summary>
/// <param name="Tiers">The requested tiers; empty for all.</param>
/// <param name="Search">The text to look for, or null.</param>
/// <param name="Limit">The maximum number of leads.</param>
/// <param name="FallsBefore">The moment, UTC, before which the tier falls; null for all leads.</param>
/// <param name="Segment">The segment of the settings; null for all leads.</param>
public sealed record LeadFilter(
    IReadOnlyList<LeadScore> Tiers, string? Search, int Limit, DateTime? FallsBefore = null, Segment? Segment = null)
{
    /// <summary>The name of the parameter with the moment of the fall.</summary>
    public const string FallsBeforeParameter = "falls_before";

    private static readonly Dictionary<string, LeadScore> Names = Enum.GetValues<LeadScore>()
        .OrderDescending().ToDictionary(tier => LeadRow.TierText(tier)!, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names that REST gives the tiers, hottest first.</summary>
    public static IEnumerable<string> TierNames => Names.Keys;

    /// <summary>Parses the name that REST gives a tier, ignoring case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tier">The tier, if it is one.</param>
    public static bool TryParseTier(string? name, out LeadScore tier) => Names.TryGetValue(name ?? "", out tier);

    /// <summary>Whether the leads are few enough to compute columns of theirs one by one.</summary>
    public bool IsPage => Limit <= 100;

    /// <summary>Parses the filter parameters and ignores others.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="segments">The segments of the settings.</param>
    /// <param name="maxLeads">
    /// The maximum and default of the limit; null if the endpoint has no such parameter.
    /// </param>
    /// <param name="longestText">The longest text to search for, in UTF-16 code units.</param>
    /// <param name="filter">The filter, if all values are valid.</param>
    /// <param name="error">Which parameter is invalid and what it accepts, otherwise.</param>
    public static bool TryParse(
        IQueryCollection query,
        SegmentSet segments,
        int? maxLeads,
        int longestText,
        [NotNullWhen(true)] out LeadFilter? filter,
        [NotNullWhen(false)] out string? error)
    {
        filter = null;
        var tiers = new List<LeadScore>();
        IEnumerable<string> names = query["lead_score"]
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries));
        foreach (string name in names)
        {
            if (!TryParseTier(name, out LeadScore tier))
            {
                error = $"lead_score accepts {string.Join(", ", TierNames)}, repeated or separated by commas.";
                return false;
            }

            tiers.Add(tier);
        }

        StringValues search = query["search"];
        if (search.Count > 1)
        {
            error = "search accepts one text; give it once.";
            return false;
        }

        if (search.ToString().Length > longestText)
        {
            error = $"search accepts at most {longestText} characters.";
            return false;
        }

        if (!segments.TryParse(query, out Segment? segment, out error))
        {
            return false;
        }

        StringValues before = query[FallsBeforeParameter];
        DateTime? fallsBefore = null;
        if (before.Count > 0)
        {
            if (before.Count > 1 || !PastMoment.TryParseTime(before[0], out DateTime moment))
            {
                error = $"{FallsBeforeParameter} accepts one moment, such as 2026-01-31T09:00:00Z, with Z or an "
                    + "offset.";
                return false;
            }

            fallsBefore = moment;
        }

        StringValues limits = maxLeads is null ? default : query["limit"];
        int limit = maxLeads ?? int.MaxValue;
        if (limits.Count > 0 && !(limits.Count == 1
            && int.TryParse(limits[0], NumberStyles.None, CultureInfo.InvariantCulture, out limit)
            && limit >= 1 && limit <= maxLeads))
        {
            error = $"limit accepts one whole number from 1 to {maxLeads}.";
            return false;
        }

        error = null;
        filter = new LeadFilter(tiers, search.Count == 0 ? null : search[0], limit, fallsBefore, segment);
        return true;
    }

    /// <summary>Applies the tiers, the search text, the segment and the moment of the fall to a query.</summary>
    /// <param name="activity">The query.</param>
    public IQueryable<UserActivity> Of(IQueryable<UserActivity> activity)
    {
        activity = activity.Matching(Search).Matching(Segment);
        if (FallsBefore is { } before)
        {
            activity = activity.Where(x => x.FallsAt < before);
        }

        return activity.InOneOf([.. Tiers]);
    }
}
