using System.Globalization;
using HotChocolate;
using HotChocolate.Types;
using HotChocolate.Types.Relay;
using LeadGraph.Changes.Feed;
using LeadGraph.GraphQL;
using LeadGraph.Leads;

namespace LeadGraph.Changes;

/// <summary>A move between tiers as an object with an id of its own.</summary>
[ExtendObjectType<LeadScoreChange>, Node]
public class LeadScoreChangeNode
{
    /// <summary>
    /// The id of the object among all objects. Without a store the change cannot be fetched by it, as it is not recorded.
    /// </summary>
    /// <param name="change">The move.</param>
    public string GetId([Parent] LeadScoreChange change) => change.Cursor
        ?? string.Create(CultureInfo.InvariantCulture, $"{change.UserId}@{LeadRow.TimeText(change.ChangedAt)}");

    /// <summary>The recorded change of an id; null if there is none, or none any more.</summary>
    /// <param name="id">The id.</param>
    /// <param name="changes">Reads many changes at once.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [NodeResolver]
    public async Task<LeadScoreChange?> GetLeadScoreChangeAsync(
        string id,
        ChangeDataLoader changes,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        LeadScoreChange? change = ChangeCursor.TryParse(id, out ChangeCursor position)
            ? await changes.LoadAsync((position.Id, caller), cancellationToken)
            : null;

        // Another store has other changes of the same numbers.
        return change?.Cursor == id ? change : null;
    }
}
