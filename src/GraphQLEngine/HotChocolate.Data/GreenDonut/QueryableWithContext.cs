using HotChocolate.Data;

namespace GreenDonut.Data;

/// <summary>Applies a <see cref="QueryContext{T}"/>.</summary>
public static class QueryableWithContext
{
    /// <summary>
    /// The rows that the request asks for, in the order it asks for, with the properties it asks for. Properties
    /// that serve only the filter or the order are not read.
    /// </summary>
    /// <param name="queryable">The rows to choose from.</param>
    /// <param name="queryContext">What the request asks for.</param>
    /// <param name="modifySortDefinition">
    /// Completes the client's order, e.g. with a default where there is none and with a unique key at its end. It is
    /// given an empty order where the client asked for none.
    /// </param>
    /// <typeparam name="T">The class of the rows.</typeparam>
    public static IQueryable<T> With<T>(
        this IQueryable<T> queryable,
        QueryContext<T> queryContext,
        Func<SortDefinition<T>, SortDefinition<T>>? modifySortDefinition = null)
    {
        ArgumentNullException.ThrowIfNull(queryable);
        ArgumentNullException.ThrowIfNull(queryContext);

        queryable = InMemoryQuery.Over(queryable);
        if (queryContext.Predicate is { } predicate)
        {
            queryable = queryable.Where(ListParameters.For(queryable, predicate));
        }

        SortDefinition<T>? sorting = modifySortDefinition is null
            ? queryContext.Sorting
            : modifySortDefinition(queryContext.Sorting ?? new SortDefinition<T>());
        if (sorting is not null)
        {
            queryable = sorting.Apply(queryable);
        }

        return queryContext.Selector is { } selector ? queryable.Select(selector) : queryable;
    }
}
