using GreenDonut.Data;
using HotChocolate;
using HotChocolate.CostAnalysis.Types;
using HotChocolate.Data;
using HotChocolate.Resolvers;
using HotChocolate.Types;
using HotChocolate.Types.Pagination;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads.Paging;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Leads;

/// <summary>Queries.</summary>
public class Query
{
    // Such activity is computed from all events, in Maintained mode too.
    private const double AsOfCost = 250;

    /// <summary>Registered users with their engagement in the activity window, most active first.</summary>
    /// <param name="leadScore">Only users in this tier.</param>
    /// <param name="search">Only users whose username, first name or email contains the text, ignoring case.</param>
    /// <param name="first">How many users at most, from the start, 0 to 100. Without first and last 100.</param>
    /// <param name="after">A cursor: only users behind it.</param>
    /// <param name="last">How many users at most, from the end, 0 to 100.</param>
    /// <param name="before">A cursor: only users before it.</param>
    /// <param name="asOf">
    /// A past moment: the activity as of then, computed from what the tables hold now. Registrations that were updated or
    /// deleted since are not remembered.
    /// </param>
    /// <param name="segment">Only users of this segment of the settings.</param>
    /// <param name="leadScores">Only users in one of these tiers; in any if there are none.</param>
    /// <param name="query">The client's selection, filter and order.</param>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="segments">The segments of the settings.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="limits">How large a filter may be.</param>
    /// <param name="context">Tells what is selected of the page.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [UsePaging, UseFiltering, UseSorting]
    public Task<Connection<UserActivity>> GetUserActivityAsync(
        LeadScore? leadScore,
        string? search,
        int? first,
        string? after,
        int? last,
        string? before,
        [Cost(AsOfCost)] DateTimeOffset? asOf,
        string? segment,
        IReadOnlyList<LeadScore>? leadScores,
        QueryContext<UserActivity> query,
        LeadReader leads,
        [Service] SegmentSet segments,
        [GlobalState(CallerRights.State)] CallerRights caller,
        [Service] IOptions<LimitOptions> limits,
        IResolverContext context,
        CancellationToken cancellationToken)
    {
        FilterSizeLimit.Check(search, limits.Value);
        FilterSizeLimit.Check(query.Predicate, limits.Value);
        Segment? chosen = segments.Read(segment);
        DateTime? moment = PastMoment.Check(asOf, leads.Now);
        KeysetOrder order = KeysetOrder.Of(query.Sorting, moment);
        leads.CountReads(caller, moment, ComputedColumns.CountAggregates(
            [query.Predicate, chosen?.Where?.Predicate], order));
        PageRequest page = PageRequest.Of(order, first, after, last, before, caller.MayReadPersonalData);
        PageSelection selected = PageSelection.Of(context.Select());
        IQueryable<UserActivity> activity = leads.Read(caller, moment).Matching(search).Matching(chosen)
            .InOneOf(leadScores)
            .With(query with { Selector = null, Sorting = null });
        return new PageReader(
            leadScore is { } tier ? activity.Where(x => x.LeadScore == tier) : activity,
            order,
            selected.Nodes ? Projection.Uniform(query.Selector) : Projection.Nothing,
            isIndexed: leads.HasIndexes && moment is null,
            cancellationToken)
            .ReadAsync(page, selected);
    }

    /// <summary>One user's activity, or null when the user never registered.</summary>
    /// <param name="userId">The user's Telegram id.</param>
    /// <param name="asOf">
    /// A past moment: the activity as of then, computed from what the tables hold now. Registrations that were updated or
    /// deleted since are not remembered.
    /// </param>
    /// <param name="query">The client's selection.</param>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<UserActivity?> GetUserActivityByIdAsync(
        long userId,
        [Cost(AsOfCost)] DateTimeOffset? asOf,
        QueryContext<UserActivity> query,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        DateTime? moment = PastMoment.Check(asOf, leads.Now);
        UserActivity? lead = await leads.Read(caller, moment)
            .Where(x => x.UserId == userId).With(query).FirstOrDefaultAsync(cancellationToken);
        lead?.AsOf = moment;
        return lead;
    }

    /// <summary>The rules by which users are placed in tiers.</summary>
    /// <param name="rules">The rules in force.</param>
    public ScoringRules GetScoringRules(ScoringRules rules) => rules;

    /// <summary>The number of users in each tier, hottest first.</summary>
    /// <param name="asOf">
    /// A past moment: the activity as of then, computed from what the tables hold now. Registrations that were updated or
    /// deleted since are not remembered.
    /// </param>
    /// <param name="segment">Only users of this segment of the settings.</param>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="segments">The segments of the settings.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<LeadScoreCount>> GetLeadScoreSummaryAsync(
        [Cost(AsOfCost)] DateTimeOffset? asOf,
        string? segment,
        LeadReader leads,
        [Service] SegmentSet segments,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        Segment? chosen = segments.Read(segment);
        DateTime? moment = PastMoment.Check(asOf, leads.Now);
        leads.CountReads(caller, moment, ComputedColumns.CountAggregates([chosen?.Where?.Predicate]));
        Dictionary<LeadScore, int> users = await LeadScoreCount
            .Of(leads.Read(caller, moment).Matching(chosen))
            .ToDictionaryAsync(tier => tier.LeadScore, tier => tier.Users, cancellationToken);
        return LeadScoreCount.OfAll(tier => users.GetValueOrDefault(tier));
    }
}
