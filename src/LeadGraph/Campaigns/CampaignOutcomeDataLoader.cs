using GreenDonut;
using LeadGraph.GraphQL;
using LeadGraph.Leads;

namespace LeadGraph.Campaigns;

/// <summary>Reads what came of campaigns, once for all fields that show it.</summary>
/// <param name="outcomes">Reads it.</param>
/// <param name="leads">Counts the reads of an operation.</param>
/// <param name="scheduler">Says when to load.</param>
/// <param name="options">How to load.</param>
public sealed class CampaignOutcomeDataLoader(
    CampaignOutcomeReader outcomes, LeadReader leads, IBatchScheduler scheduler, DataLoaderOptions options)
    : BatchDataLoader<(Campaign Campaign, CallerRights Caller), CampaignOutcome>(scheduler, options)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<(Campaign Campaign, CallerRights Caller), CampaignOutcome>>
        LoadBatchAsync(
            IReadOnlyList<(Campaign Campaign, CallerRights Caller)> keys, CancellationToken cancellationToken)
    {
        Dictionary<(Campaign, CallerRights), CampaignOutcome> found = [];
        foreach (var key in keys)
        {
            leads.CountRead(key.Caller);
            found[key] = await CampaignErrors.CatchAsync(() => outcomes.ReadAsync(
                key.Campaign, key.Caller.Memory.Caller, key.Caller.Memory.Charge, cancellationToken));
        }

        return found;
    }
}
