using System.Linq.Expressions;
using HotChocolate.Types.Pagination;
using LeadGraph.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads.Paging;

/// <summary>
/// Reads one page of leads. It begins at the place of a row in the order, so it depends neither on how many rows are
/// before it nor on what changes there.
/// </summary>
/// <param name="rows">The list, unordered.</param>
/// <param name="order">Its order.</param>
/// <param name="columns">The columns that the response needs; null for all.</param>
/// <param name="isIndexed">Whether the list is a table with indexes for its orders.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class PageReader(
    IQueryable<UserActivity> rows,
    KeysetOrder order,
    Expression<Func<UserActivity, UserActivity>>? columns,
    bool isIndexed,
    CancellationToken cancellationToken)
{
    /// <summary>Reads a page, or as much of it as is selected.</summary>
    /// <param name="page">The page.</param>
    /// <param name="selected">What is selected of it.</param>
    public async Task<Connection<UserActivity>> ReadAsync(PageRequest page, PageSelection selected)
    {
        LeadPage read = !selected.Rows ? LeadPage.Empty
            : page.IsByOffset ? await ReadByOffsetAsync(page, selected)
            : await ReadByPlaceAsync(page, selected);
        int total = !selected.TotalCount ? 0 : read.TotalCount ?? await rows.CountAsync(cancellationToken);
        return read.ToConnection(order, selected.Cursors, total);
    }

    private async Task<LeadPage> ReadByPlaceAsync(PageRequest page, PageSelection selected)
    {
        if (page.First is not { } first)
        {
            // From the end: the same in the opposite order.
            LeadPage backward = await new PageReader(rows, order.Reversed, columns, isIndexed, cancellationToken)
                .ReadForwardAsync(
                    page.Last!.Value, page.Before?.Place, page.After?.Place,
                    wantsPrevious: selected.HasNextPage, wantsNext: selected.HasPreviousPage, selected.Cursors);
            backward.Rows.Reverse();
            return backward with { HasPrevious = backward.HasNext, HasNext = backward.HasPrevious };
        }

        LeadPage forward = await ReadForwardAsync(
            first, page.After?.Place, page.Before?.Place,
            selected.HasPreviousPage, selected.HasNextPage, selected.Cursors);
        if (page.Last is not { } last || last >= forward.Rows.Count)
        {
            return forward;
        }

        forward.Rows.RemoveRange(0, forward.Rows.Count - last);
        return forward with { HasPrevious = true };
    }

    private async Task<LeadPage> ReadForwardAsync(
        int size, object?[]? start, object?[]? end, bool wantsPrevious, bool wantsNext, bool withCursors)
    {
        // The rows at the places themselves, if they are still there, say that there are rows beyond them.
        bool withStart = start is not null && wantsPrevious;
        bool withEnd = end is not null && wantsNext;
        int limit = size + (withStart ? 1 : 0) + (wantsNext ? 1 : 0);
        Expression<Func<UserActivity, UserActivity>>? read =
            withCursors || withStart || withEnd ? Projection.With(columns, order) : columns;
        List<UserActivity> found = [];
        foreach (IQueryable<UserActivity> range in Ranges(start, withStart, end, withEnd, limit, read))
        {
            if (found.Count == limit)
            {
                break;
            }

            IQueryable<UserActivity> part = range.Take(limit - found.Count);
            found.AddRange(await (read is null ? part : part.Select(read)).ToListAsync(cancellationToken));
        }

        int? total = start is null && end is null && found.Count < limit ? found.Count : null;

        bool? hasPrevious = start is null ? false : null;
        if (withStart && found.Count > 0 && IsAt(found[0], start!))
        {
            found.RemoveAt(0);
            hasPrevious = true;
        }

        bool? hasNext = end is null ? false : null;
        if (found.Count > size)
        {
            found.RemoveRange(size, found.Count - size);
            hasNext = true;
        }
        else if (withEnd && found.Count > 0 && IsAt(found[^1], end!))
        {
            found.RemoveAt(found.Count - 1);
            hasNext = true;
        }

        return new(
            found,
            wantsPrevious && (hasPrevious ?? await AnyAsync(order.Reversed.Behind(start!, inclusive: false))),
            wantsNext && (hasNext ?? await AnyAsync(order.Behind(end!, inclusive: false))),
            total);
    }

    // What is behind the start, in parts that are read one after the other.
    private IEnumerable<IQueryable<UserActivity>> Ranges(
        object?[]? start, bool withStart, object?[]? end, bool withEnd, int limit,
        Expression<Func<UserActivity, UserActivity>>? read)
    {
        IQueryable<UserActivity> slice =
            end is null ? rows : rows.Where(order.Reversed.Behind(end, inclusive: withEnd));
        return start is null ? [order.Sort(slice)]
            : isIndexed && IndexRanges.Serve(order)
                ? IndexRanges.Behind(slice, order, start, withStart, limit, Projection.With(read, order))
                : [order.Sort(slice.Where(order.Behind(start, inclusive: withStart)))];
    }

    // As HotChocolate pages: by the indices of rows.
    private async Task<LeadPage> ReadByOffsetAsync(PageRequest page, PageSelection selected)
    {
        long start = page.After?.Offset + 1 ?? 0;
        long end = page.Before?.Offset ?? long.MaxValue;
        int? total = null;
        if (page.First is { } first)
        {
            end = Math.Min(end, start + first);
        }
        else if (page.Before is null)
        {
            end = (total = await rows.CountAsync(cancellationToken)).Value;
        }

        if (page.Last is { } last)
        {
            start = Math.Max(start, end - last);
        }

        int size = (int)Math.Max(end - start, 0);
        int limit = size + (selected.HasNextPage && total is null ? 1 : 0);
        List<UserActivity> found = [];
        if (limit > 0 && start <= int.MaxValue)
        {
            IQueryable<UserActivity> slice = order.Sort(rows).Skip((int)start).Take(limit);
            Expression<Func<UserActivity, UserActivity>>? read =
                selected.Cursors ? Projection.With(columns, order) : columns;
            found = await (read is null ? slice : slice.Select(read)).ToListAsync(cancellationToken);
        }

        bool hasNext = found.Count > size;
        if (hasNext)
        {
            found.RemoveAt(size);
        }

        return new(found, HasPrevious: start > 0, hasNext, total);
    }

    private bool IsAt(UserActivity row, object?[] place) => order.PlaceOf(row).AsSpan().SequenceEqual(place);

    private Task<bool> AnyAsync(Expression<Func<UserActivity, bool>> condition)
        => rows.Where(condition).AnyAsync(cancellationToken);
}
