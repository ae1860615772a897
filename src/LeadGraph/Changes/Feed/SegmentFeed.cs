using LeadGraph.Leads;
using LeadGraph.Segments;

namespace LeadGraph.Changes.Feed;

/// <summary>Reads the recorded changes of the users who are in a segment now.</summary>
/// <param name="feed">Reads the changes.</param>
/// <param name="members">Tells who is in the segment.</param>
public sealed class SegmentFeed(ChangeFeed feed, SegmentMembers members)
{
    // For a page, so many parts of so many changes are looked at.
    private const int Part = 200;
    private const int MostParts = 10;

    /// <summary>Reads changes.</summary>
    /// <param name="request">Which.</param>
    /// <param name="segment">The segment; null for all users.</param>
    /// <param name="mayReadPersonalData">Whether names and addresses can match.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="countsAll">Whether to count all changes that fit; not with a segment.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// The changes; fewer than there are if the page is not full when many have been looked at. Then it says how far.
    /// </returns>
    /// <exception cref="ChangeFeedException">They cannot be read.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public async Task<ChangePage> ReadAsync(
        ChangeRequest request, Segment? segment, bool mayReadPersonalData, string caller, bool countsAll,
        CancellationToken cancellationToken)
    {
        if (segment is null)
        {
            return await feed.ReadAsync(request, caller, countsAll, cancellationToken);
        }

        List<LeadScoreChange> found = [];
        ChangeRequest part = request with { Limit = Part };
        for (int parts = 1; ; parts++)
        {
            ChangePage page = await feed.ReadAsync(part, caller, countsAll: false, cancellationToken);
            HashSet<long> users = await members.AmongAsync(
                segment, page.Changes.Select(change => change.UserId), caller, mayReadPersonalData, cancellationToken);
            found.InsertRange(
                request.FromEnd ? 0 : found.Count, page.Changes.Where(change => users.Contains(change.UserId)));
            if (found.Count > request.Limit)
            {
                LeadScoreChange[] cut =
                    [.. request.FromEnd ? found.TakeLast(request.Limit) : found.Take(request.Limit)];
                return page with { Changes = cut, HasMore = true };
            }

            if (!page.HasMore)
            {
                return page with { Changes = found };
            }

            long reached = page.Changes[request.FromEnd ? 0 : ^1].Id;
            if (parts == MostParts)
            {
                return page with { Changes = found, Reached = reached };
            }

            ChangeCursor position = page.PositionOf(reached);
            part = request.FromEnd ? part with { Before = position } : part with { After = position };
        }
    }
}
