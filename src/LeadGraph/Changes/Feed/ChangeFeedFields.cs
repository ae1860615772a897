using HotChocolate;
using HotChocolate.Resolvers;
using HotChocolate.Types;
using HotChocolate.Types.Pagination;
using LeadGraph.GraphQL;
using LeadGraph.Leads;
using LeadGraph.Leads.Paging;
using LeadGraph.Scoring;
using LeadGraph.Segments;

namespace LeadGraph.Changes.Feed;

/// <summary>The field of the query type for recorded changes of tier.</summary>
[ExtendObjectType<Query>]
public class ChangeFeedFields
{
    /// <summary>
    /// The recorded changes of tier, oldest first. Cursors stay valid as long as changes are kept: a reader that pages
    /// after the last cursor it got misses none. An empty page has an endCursor too, unless before is given.
    /// </summary>
    /// <param name="first">How many changes at most, from the start, 0 to 100. Without first and last 100.</param>
    /// <param name="after">A cursor: only changes behind it.</param>
    /// <param name="last">How many changes at most, from the end, 0 to 100.</param>
    /// <param name="before">A cursor: only changes before it.</param>
    /// <param name="to">Only changes to this tier. Those of users who are no longer registered are to COLD.</param>
    /// <param name="userId">Only changes of this user.</param>
    /// <param name="since">Only changes noticed at this moment or later.</param>
    /// <param name="until">Only changes noticed before this moment.</param>
    /// <param name="segment">Only changes of users who are in this segment of the settings now.</param>
    /// <param name="feed">Reads the changes.</param>
    /// <param name="segments">The segments of the settings.</param>
    /// <param name="leads">Counts the reads of an operation.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="context">Tells what is selected of the page.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [UsePaging(ConnectionName = "LeadScoreChange")]
    public async Task<Connection<LeadScoreChange>> GetLeadScoreChangesAsync(
        int? first,
        string? after,
        int? last,
        string? before,
        LeadScore? to,
        long? userId,
        DateTimeOffset? since,
        DateTimeOffset? until,
        string? segment,
        [Service] SegmentFeed feed,
        [Service] SegmentSet segments,
        LeadReader leads,
        [GlobalState(CallerRights.State)] CallerRights caller,
        IResolverContext context,
        CancellationToken cancellationToken)
    {
        ChangeCursor? start = ChangeCursor.Read(nameof(after), after);
        ChangeCursor? end = ChangeCursor.Read(nameof(before), before);
        var asked = new IdPage(first, start?.Id, last, end?.Id);
        var request = new ChangeRequest(
            start, end, asked.Limit, asked.FromEnd, to is { } one ? [one] : null, userId,
            since?.UtcDateTime, until?.UtcDateTime);
        Segment? chosen = segments.Read(segment);
        PageSelection selected = PageSelection.Of(context.Select());
        leads.CountRead(caller);
        if (chosen is not null)
        {
            leads.CountRead(caller);
            RequireNoCount(selected);
        }

        ChangePage page;
        try
        {
            page = await feed.ReadAsync(
                request, chosen, caller.MayReadPersonalData, caller.Memory.Caller, selected.TotalCount,
                cancellationToken);
        }
        catch (ChangeFeedException problem)
        {
            throw ChangeFeedErrors.Of(problem, request.After is null ? nameof(before) : nameof(after));
        }

        // Where nothing fits yet, a reader goes on after what has been looked at.
        return page is { Changes.Count: 0, HasMore: false, Reached: null } && end is null
            ? new Connection<LeadScoreChange>(
                [],
                new ConnectionPageInfo(
                    hasNextPage: false, hasPreviousPage: start is not null, startCursor: null,
                    endCursor: page.PositionOf(page.Last).ToString()),
                page.Total ?? 0)
            : asked.Of(
                page.Changes, page.HasMore, change => change.Position.ToString(), page.Total ?? 0,
                page.Reached is { } reached ? page.PositionOf(reached).ToString() : null);
    }

    private static void RequireNoCount(PageSelection selected)
    {
        if (selected.TotalCount)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage("`totalCount` is not told with `segment`: all changes would have to be read.")
                .SetCode("SEGMENT_NOT_COUNTED")
                .Build());
        }
    }
}
