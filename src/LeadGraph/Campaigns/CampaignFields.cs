using HotChocolate;
using HotChocolate.CostAnalysis.Types;
using HotChocolate.Execution.Processing;
using HotChocolate.Resolvers;
using HotChocolate.Types;
using HotChocolate.Types.Pagination;
using HotChocolate.Types.Relay;
using LeadGraph.GraphQL;
using LeadGraph.Leads;
using LeadGraph.Leads.Paging;
using Path = HotChocolate.Path;

namespace LeadGraph.Campaigns;

/// <summary>The fields of the query type for campaigns.</summary>
[ExtendObjectType<Query>]
public class CampaignQueries
{
    private static readonly IdCursor Cursor = new("campaign:");

    /// <summary>The campaigns, the newest first.</summary>
    /// <param name="first">How many at most, from the start, 0 to 100. Without first and last 100.</param>
    /// <param name="after">A cursor: only campaigns behind it.</param>
    /// <param name="last">How many at most, from the end, 0 to 100.</param>
    /// <param name="before">A cursor: only campaigns before it.</param>
    /// <param name="campaigns">Reads them.</param>
    /// <param name="leads">Counts the reads of an operation.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="context">Tells what is selected of the page.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [UsePaging(ConnectionName = "Campaign")]
    public async Task<Connection<Campaign>> GetCampaignsAsync(
        int? first,
        string? after,
        int? last,
        string? before,
        [Service] CampaignService campaigns,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        IResolverContext context,
        CancellationToken cancellationToken)
    {
        leads.CountRead(caller);
        var asked = new IdPage(
            first, Cursor.Read(nameof(after), after), last, Cursor.Read(nameof(before), before));
        bool countsAll = PageSelection.Of(context.Select()).TotalCount;
        var (page, total) = await CampaignErrors.CatchAsync(() => campaigns.ReadAsync(
            caller.Memory.Caller,
            async (connection, stop) => (
                await CampaignStore.ReadPageAsync(
                    connection, asked.After, asked.Before, asked.FromEnd, asked.Limit + 1, stop),
                countsAll ? await CampaignStore.CountAsync(connection, stop) : 0),
            cancellationToken));
        Campaign[] shown = [.. asked.FromEnd ? page.TakeLast(asked.Limit) : page.Take(asked.Limit)];
        return asked.Of(shown, page.Count > asked.Limit, campaign => Cursor.Format(campaign.Number), total);
    }

    /// <summary>A campaign; null if there is none of the id.</summary>
    /// <param name="id">The <c>id</c>, or the <c>campaignId</c>.</param>
    /// <param name="campaigns">Reads it.</param>
    /// <param name="leads">Counts the reads of an operation.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<Campaign?> GetCampaignAsync(
        [GraphQLType<NonNullType<IdType>>] string id,
        [Service] CampaignService campaigns,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        leads.CountRead(caller);
        return CampaignErrors.CatchAsync(() => campaigns.FindAsync(id, caller.Memory.Caller, cancellationToken));
    }

    /// <summary>How many members a campaign would have. Nothing is created.</summary>
    /// <param name="input">The campaign.</param>
    /// <param name="campaigns">Reads the segment.</param>
    /// <param name="leads">Counts the reads of an operation.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Cost(500)]
    public Task<CampaignPreview> GetPreviewCampaignAsync(
        CreateCampaignInput input,
        [Service] CampaignService campaigns,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        leads.CountRead(caller);
        return CampaignErrors.CatchAsync(
            () => campaigns.PreviewAsync(input, caller.AsCampaignCaller(), cancellationToken));
    }
}

/// <summary>The mutations of campaigns. They need the scope <c>campaigns</c>.</summary>
[ExtendObjectType<Mutation>]
public class CampaignMutations
{
    /// <summary>Creates a campaign: its members are who is in the segment now, each with one of the variants.</summary>
    /// <param name="input">The campaign.</param>
    /// <param name="campaigns">Creates it.</param>
    /// <param name="leads">Counts the reads of an operation.</param>
    /// <param name="caller">Who creates it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Cost(500)]
    public Task<Campaign> CreateCampaignAsync(
        CreateCampaignInput input,
        [Service] CampaignService campaigns,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        caller.RequireCampaigns();
        leads.CountRead(caller);
        return CampaignErrors.CatchAsync(
            () => campaigns.CreateAsync(input, caller.AsCampaignCaller(), cancellationToken));
    }

    /// <summary>
    /// Closes a campaign whose days are not over: later goal events do not count. Any other stays as it is.
    /// </summary>
    /// <param name="id">The <c>id</c>, or the <c>campaignId</c>.</param>
    /// <param name="campaigns">Closes it.</param>
    /// <param name="caller">Who closes it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<Campaign> CloseCampaignAsync(
        [GraphQLType<NonNullType<IdType>>] string id,
        [Service] CampaignService campaigns,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        caller.RequireCampaigns();
        return CampaignErrors.CatchAsync(() => campaigns.CloseAsync(id, caller.AsCampaignCaller(), cancellationToken));
    }

    /// <summary>Deletes a campaign with its members and returns its id.</summary>
    /// <param name="id">The <c>id</c>, or the <c>campaignId</c>.</param>
    /// <param name="campaigns">Deletes it.</param>
    /// <param name="caller">Who deletes it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [ID<Campaign>]
    public async Task<string> DeleteCampaignAsync(
        [GraphQLType<NonNullType<IdType>>] string id,
        [Service] CampaignService campaigns,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
    {
        caller.RequireCampaigns();
        return await CampaignErrors.CatchAsync(
            () => campaigns.DeleteAsync(id, caller.AsCampaignCaller(), cancellationToken));
    }
}

/// <summary>The fields of a campaign that are looked up.</summary>
[ExtendObjectType<Campaign>]
public class CampaignFields
{
    /// <summary>Whether goal events still count.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="clock">Gives the current time.</param>
    public CampaignStatus GetStatus([Parent] Campaign campaign, [Service] TimeProvider clock)
        => campaign.ClosedAt is not null ? CampaignStatus.Closed
            : clock.GetUtcNow().UtcDateTime > campaign.EndsAt ? CampaignStatus.Finished
            : CampaignStatus.Running;

    /// <summary>The text by which leads were chosen; null for all.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="path">Where the field is.</param>
    public string? GetSearch(
        [Parent] Campaign campaign,
        [GlobalState(CallerRights.State)] CallerRights caller,
        ISelection selection,
        Path path)
        => campaign.Definition.Search is { } text ? caller.Personal(text, selection, path) : null;

    /// <summary>The filter by which leads were chosen, as GraphQL has it; null for all.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="path">Where the field is.</param>
    public string? GetWhere(
        [Parent] Campaign campaign,
        [GlobalState(CallerRights.State)] CallerRights caller,
        ISelection selection,
        Path path)
        => campaign.Definition is { Where: { } text, WhereIsPersonal: true }
            ? caller.Personal(text, selection, path) : campaign.Definition.Where;

    /// <summary>What came of it: for all tiers, then for each, by variant, with the hold-out last.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="outcomes">Reads it.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Cost(500)]
    public async Task<IReadOnlyList<CampaignResult>> GetResultsAsync(
        [Parent] Campaign campaign,
        CampaignOutcomeDataLoader outcomes,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
        => (await outcomes.LoadAsync((campaign, caller), cancellationToken))!.Results;

    /// <summary>Each variant compared with each other and with the hold-out, in total and by tier.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="outcomes">Reads it.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [Cost(500)]
    public async Task<IReadOnlyList<CampaignComparison>> GetComparisonsAsync(
        [Parent] Campaign campaign,
        CampaignOutcomeDataLoader outcomes,
        [GlobalState(CallerRights.State)] CallerRights caller,
        CancellationToken cancellationToken)
        => (await outcomes.LoadAsync((campaign, caller), cancellationToken))!.Comparisons;
}

/// <summary>The fields of a campaign's segment that tell names and addresses.</summary>
[ExtendObjectType<CampaignSavedSegment>]
public class CampaignSavedSegmentFields
{
    /// <summary>The text that leads are searched for; null for all.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="path">Where the field is.</param>
    public string? GetSearch(
        [Parent] CampaignSavedSegment segment,
        [GlobalState(CallerRights.State)] CallerRights caller,
        ISelection selection,
        Path path)
        => segment.Definition.Search is { } text ? caller.Personal(text, selection, path) : null;

    /// <summary>The filter, as GraphQL has it; null for all.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="path">Where the field is.</param>
    public string? GetWhere(
        [Parent] CampaignSavedSegment segment,
        [GlobalState(CallerRights.State)] CallerRights caller,
        ISelection selection,
        Path path)
        => segment.Definition is { Where: { } text, WhereIsPersonal: true }
            ? caller.Personal(text, selection, path) : segment.Definition.Where;
}
