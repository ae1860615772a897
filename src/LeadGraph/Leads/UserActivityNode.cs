using GreenDonut.Data;
using HotChocolate;
using HotChocolate.Execution.Processing;
using HotChocolate.Types;
using HotChocolate.Types.Relay;
using LeadGraph.Data;
using LeadGraph.GraphQL;

namespace LeadGraph.Leads;

/// <summary>A user's activity as an object with an id of its own.</summary>
[ExtendObjectType<UserActivity>, Node]
public class UserActivityNode
{
    /// <summary>
    /// The id of the object among all objects. The activity as of a past moment is another object than that of now.
    /// </summary>
    /// <param name="lead">The user.</param>
    public string GetId([Parent(requires: nameof(UserActivity.UserId))] UserActivity lead)
        => LeadId.Of(lead).ToString();

    /// <summary>The activity of an id; null for a user who is not registered.</summary>
    /// <param name="id">The id.</param>
    /// <param name="query">The client's selection.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="loader">Loads the activity of many users at once.</param>
    /// <param name="leads">Counts the reads of an operation.</param>
    /// <param name="caller">What the caller may read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [NodeResolver]
    public async Task<UserActivity?> GetUserActivityAsync(
        string id,
        QueryContext<UserActivity> query,
        ISelection selection,
        LeadDataLoader loader,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        if (!LeadId.TryParse(id, out LeadId lead))
        {
            return null;
        }

        PastMoment.Check(lead.AsOf, leads.Now);
        return await loader.LoadAsync(lead, selection, query, leads, caller, cancellationToken);
    }
}
