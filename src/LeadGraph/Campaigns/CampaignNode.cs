using HotChocolate;
using HotChocolate.Types;
using HotChocolate.Types.Relay;
using LeadGraph.GraphQL;

namespace LeadGraph.Campaigns;

/// <summary>A campaign as an object with an id of its own.</summary>
[ExtendObjectType<Campaign>, Node]
public class CampaignNode
{
    /// <summary>The id of the object among all objects.</summary>
    /// <param name="campaign">The campaign.</param>
    public string GetId([Parent] Campaign campaign) => campaign.Id;

    /// <summary>The campaign of an id; null if there is none.</summary>
    /// <param name="id">The id.</param>
    /// <param name="campaigns">Reads many campaigns at once.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [NodeResolver]
    public async Task<Campaign?> GetCampaignAsync(
        string id,
        CampaignDataLoader campaigns,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
        => CampaignId.TryParseNumber(id, out long number)
            ? await campaigns.LoadAsync((number, caller), cancellationToken)
            : null;
}
