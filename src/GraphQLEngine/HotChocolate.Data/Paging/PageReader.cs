using HotChocolate.Types.Pagination;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace HotChocolate.Data;

/// <summary>
/// Reads one page of a queryable, over indices, by the algorithm at
/// https://relay.dev/graphql/connections.htm#sec-Pagination-algorithm. It skips and takes in the query, and counts
/// all rows only where the response needs their number.
/// </summary>
internal sealed class PageReader<T>(IQueryable<T> rows, CancellationToken cancellationToken)
    where T : class
{
    /// <summary>Reads the page, or as much of it as is selected.</summary>
    public async ValueTask<Connection> ReadAsync(PageArguments page, ConnectionSelection selected)
    {
        long start = page.After + 1 ?? 0;
        long end = page.Before ?? long.MaxValue;
        int? count = null;
        if (page.First is { } first)
        {
            end = Math.Min(end, start + first);
        }
        else if (page.Before is null && selected.Rows)
        {
            // Counted from the end of the list, wherever that is.
            count = await CountAsync().ConfigureAwait(false);
            end = count.Value;
        }

        if (page.Last is { } last)
        {
            // Of the slice that was asked for, however many rows there are in it.
            start = Math.Max(start, end - last);
        }

        List<T> found = [];
        bool hasNextPage = false;
        if (selected.Rows)
        {
            int size = (int)Math.Max(end - start, 0);
            // One row more than the page has says whether the list goes on. Up to a counted end it does not.
            int take = selected.NextPage && count is null ? size + 1 : size;
            found = await TakeAsync(start, take).ConfigureAwait(false);
            if (found.Count < take && (found.Count > 0 || start == 0))
            {
                count = (int)Math.Min(start + found.Count, int.MaxValue);
            }

            if (found.Count > size)
            {
                hasNextPage = true;
                found.RemoveAt(size);
            }
        }

        if (selected.TotalCount)
        {
            count ??= await CountAsync().ConfigureAwait(false);
        }

        return new IndexConnection(found, start, hasNextPage, count);
    }

    private async ValueTask<List<T>> TakeAsync(long start, int take)
    {
        if (take == 0 || start > int.MaxValue)
        {
            return [];
        }

        if (rows is InMemoryQuery<T> query)
        {
            return [.. query.Execute().Skip((int)start).Take(take)];
        }

        IQueryable<T> page = (start == 0 ? rows : rows.Skip((int)start)).Take(take);
        if (page is not IAsyncEnumerable<T> source)
        {
            return [.. page];
        }

        var found = new List<T>(take);
        await foreach (T row in source.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            found.Add(row);
        }

        return found;
    }

    private async ValueTask<int> CountAsync() => rows is InMemoryQuery<T> query ? query.Count()
        : rows.Provider is IAsyncQueryProvider ? await rows.CountAsync(cancellationToken).ConfigureAwait(false)
        : rows.Count();
}
