using GreenDonut.Data;
using HotChocolate;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Changes;

/// <summary>The fields of a move between tiers that are looked up.</summary>
[ExtendObjectType<LeadScoreChange>]
public class LeadScoreChangeFields
{
    /// <summary>The user's activity as of now.</summary>
    /// <param name="change">The move.</param>
    /// <param name="query">The client's selection.</param>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<UserActivity?> GetUserActivityAsync(
        [Parent(requires: nameof(LeadScoreChange.UserId))] LeadScoreChange change,
        QueryContext<UserActivity> query,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        caller.BeginResponse(change);
        return leads.Read(caller)
            .Where(x => x.UserId == change.UserId).With(query).FirstOrDefaultAsync(cancellationToken);
    }
}
