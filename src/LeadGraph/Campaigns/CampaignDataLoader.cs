using GreenDonut;
using LeadGraph.GraphQL;
using LeadGraph.Leads;

namespace LeadGraph.Campaigns;

/// <summary>Reads campaigns by their numbers, by one statement.</summary>
/// <param name="campaigns">Reads them.</param>
/// <param name="leads">Counts the reads of an operation.</param>
/// <param name="scheduler">Says when to load.</param>
/// <param name="options">How to load.</param>
public sealed class CampaignDataLoader(
    CampaignService campaigns, LeadReader leads, IBatchScheduler scheduler, DataLoaderOptions options)
    : BatchDataLoader<(long Number, CallerRights Caller), Campaign>(scheduler, options)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<(long Number, CallerRights Caller), Campaign>> LoadBatchAsync(
        IReadOnlyList<(long Number, CallerRights Caller)> keys, CancellationToken cancellationToken)
    {
        CallerRights caller = keys[0].Caller;
        leads.CountRead(caller);
        List<Campaign> found = await CampaignErrors.CatchAsync(() => campaigns.ReadAsync(
            caller.Memory.Caller,
            (connection, stop) => CampaignStore.FindAsync(connection, [.. keys.Select(key => key.Number)], stop),
            cancellationToken));
        return found.ToDictionary(campaign => (campaign.Number, caller));
    }
}
