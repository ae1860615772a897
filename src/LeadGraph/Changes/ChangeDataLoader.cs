using GreenDonut;
using LeadGraph.Changes.Feed;
using LeadGraph.GraphQL;
using LeadGraph.Leads;

namespace LeadGraph.Changes;

/// <summary>Reads recorded changes of tier by their ids, many at once.</summary>
/// <param name="feed">Reads them.</param>
/// <param name="leads">Counts the reads of an operation.</param>
/// <param name="scheduler">Says when to load.</param>
/// <param name="options">How to load.</param>
public sealed class ChangeDataLoader(
    ChangeFeed feed, LeadReader leads, IBatchScheduler scheduler, DataLoaderOptions options)
    : BatchDataLoader<(long Id, CallerRights Caller), LeadScoreChange>(scheduler, options)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<(long Id, CallerRights Caller), LeadScoreChange>> LoadBatchAsync(
        IReadOnlyList<(long Id, CallerRights Caller)> keys, CancellationToken cancellationToken)
    {
        CallerRights caller = keys[0].Caller;
        leads.CountRead(caller);
        try
        {
            return (await feed.FindAsync([.. keys.Select(key => key.Id)], caller.Memory.Caller, cancellationToken))
                .ToDictionary(change => (change.Id, caller));
        }
        catch (ChangeFeedException problem)
        {
            throw ChangeFeedErrors.Of(problem, argument: null);
        }
    }
}
