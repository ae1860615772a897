using GreenDonut.Data;
using HotChocolate;
using HotChocolate.Data;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Leads;

/// <summary>Queries.</summary>
public class Query
{
    /// <summary>Registered users with their engagement in the activity window, most active first.</summary>
    /// <param name="leadScore">Only users in this tier.</param>
    /// <param name="search">Only users whose username, first name or email contains the text, ignoring case.</param>
    /// <param name="query">The client's selection, filter and order.</param>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="limits">How large a filter may be.</param>
    [UsePaging, UseFiltering, UseSorting]
    public IQueryable<UserActivity> GetUserActivity(
        LeadScore? leadScore,
        string? search,
        QueryContext<UserActivity> query,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        [Service] IOptions<LimitOptions> limits)
    {
        FilterSizeLimit.Check(search, limits.Value);
        FilterSizeLimit.Check(query.Predicate, limits.Value);
        IQueryable<UserActivity> activity = leads.Read(caller).Matching(search);
        return (leadScore is { } tier ? activity.Where(x => x.LeadScore == tier) : activity).With(
            query, order => order.IfEmpty(o => o.AddDescending(x => x.TotalEvents)).AddAscending(x => x.UserId));
    }

    /// <summary>One user's activity, or null when the user never registered.</summary>
    /// <param name="userId">The user's Telegram id.</param>
    /// <param name="query">The client's selection.</param>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<UserActivity?> GetUserActivityByIdAsync(
        long userId,
        QueryContext<UserActivity> query,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
        => leads.Read(caller)
            .Where(x => x.UserId == userId).With(query).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The rules by which users are placed in tiers.</summary>
    /// <param name="rules">The rules in force.</param>
    public ScoringRules GetScoringRules(ScoringRules rules) => rules;

    /// <summary>The number of users in each tier, hottest first.</summary>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<LeadScoreCount>> GetLeadScoreSummaryAsync(
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        Dictionary<LeadScore, int> users = await leads.Read(caller)
            .GroupBy(x => x.LeadScore)
            .Select(tier => new { tier.Key, Users = tier.Count() })
            .ToDictionaryAsync(tier => tier.Key, tier => tier.Users, cancellationToken);
        return [.. Enum.GetValues<LeadScore>().OrderDescending()
            .Select(tier => new LeadScoreCount(tier, users.GetValueOrDefault(tier)))];
    }
}
