using System.Collections.Immutable;
using System.Linq.Expressions;

namespace GreenDonut.Data;

/// <summary>An order by one or more keys, the first being the most significant. Immutable.</summary>
/// <typeparam name="T">The class of the rows.</typeparam>
public sealed record SortDefinition<T>
{
    /// <summary>An order by these keys.</summary>
    public SortDefinition(params IEnumerable<ISortBy<T>> operations) => Operations = [.. operations];

    /// <summary>The keys.</summary>
    public ImmutableArray<ISortBy<T>> Operations { get; init; }

    /// <summary>The same order, with ties broken by a further key, from small to large.</summary>
    public SortDefinition<T> AddAscending<TKey>(Expression<Func<T, TKey>> keySelector)
        => this with { Operations = Operations.Add(new SortBy<T, TKey>(keySelector, Ascending: true)) };

    /// <summary>The same order, with ties broken by a further key, from large to small.</summary>
    public SortDefinition<T> AddDescending<TKey>(Expression<Func<T, TKey>> keySelector)
        => this with { Operations = Operations.Add(new SortBy<T, TKey>(keySelector, Ascending: false)) };

    /// <summary>What the function returns if there is no key yet, else the same order.</summary>
    public SortDefinition<T> IfEmpty(Func<SortDefinition<T>, SortDefinition<T>> applyIfEmpty)
    {
        ArgumentNullException.ThrowIfNull(applyIfEmpty);
        return Operations.IsEmpty ? applyIfEmpty(this) : this;
    }

    /// <summary>The rows in this order; as they are where there is no key.</summary>
    internal IQueryable<T> Apply(IQueryable<T> source)
    {
        if (Operations.IsEmpty)
        {
            return source;
        }

        IOrderedQueryable<T> ordered = Operations[0].ApplyOrderBy(source);
        for (int index = 1; index < Operations.Length; index++)
        {
            ordered = Operations[index].ApplyThenBy(ordered);
        }

        return ordered;
    }
}

/// <summary>One key of an order.</summary>
/// <typeparam name="T">The class of the rows.</typeparam>
public interface ISortBy<T>
{
    /// <summary>The key of a row.</summary>
    LambdaExpression KeySelector { get; }

    /// <summary>Whether small keys come first.</summary>
    bool Ascending { get; }

    /// <summary>Orders rows by this key.</summary>
    IOrderedQueryable<T> ApplyOrderBy(IQueryable<T> queryable);

    /// <summary>Orders rows by this key where the keys before it are equal.</summary>
    IOrderedQueryable<T> ApplyThenBy(IOrderedQueryable<T> queryable);
}

/// <summary>One key of an order.</summary>
internal sealed record SortBy<T, TKey>(Expression<Func<T, TKey>> KeySelector, bool Ascending) : ISortBy<T>
{
    LambdaExpression ISortBy<T>.KeySelector => KeySelector;

    public IOrderedQueryable<T> ApplyOrderBy(IQueryable<T> queryable)
        => Ascending ? queryable.OrderBy(KeySelector) : queryable.OrderByDescending(KeySelector);

    public IOrderedQueryable<T> ApplyThenBy(IOrderedQueryable<T> queryable)
        => Ascending ? queryable.ThenBy(KeySelector) : queryable.ThenByDescending(KeySelector);
}
