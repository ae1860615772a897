using GreenDonut.Data;
using HotChocolate;
using HotChocolate.Execution.Processing;
using HotChocolate.Types;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads;
using LeadGraph.Leads.Paging;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Changes;

/// <summary>The fields of a move between tiers that are looked up.</summary>
[ExtendObjectType<LeadScoreChange>]
public class LeadScoreChangeFields
{
    /// <summary>The user's activity as of now, or of up to a second before.</summary>
    /// <param name="change">The move.</param>
    /// <param name="query">The client's selection.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="leads">Where leads are read.</param>
    /// <param name="loader">Loads the activity of the users on a page.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<UserActivity?> GetUserActivityAsync(
        [Parent(requires: nameof(LeadScoreChange.UserId))] LeadScoreChange change,
        QueryContext<UserActivity> query,
        ISelection selection,
        LeadReader leads,
        LeadDataLoader loader,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        if (change.Batch is null)
        {
            return loader.LoadAsync(
                new LeadId(change.UserId, AsOf: null), selection, query, leads, caller, cancellationToken);
        }

        caller.BeginResponse(change);
        leads.CountRead(caller);
        return change.Batch.ReadAsync(
            selection.Id,
            (users, charge) =>
            {
                // What is computed of these leads has to be as of the moment at which they are read.
                caller.BeginMoment(change);
                return leads.ReadUsers(caller, users, charge)
                    .With(new QueryContext<UserActivity>(Projection.WithUserId(query.Selector)))
                    .ToListAsync(cancellationToken);
            },
            caller.Memory);
    }
}
