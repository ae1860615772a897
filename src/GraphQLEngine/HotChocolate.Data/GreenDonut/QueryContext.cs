using System.Linq.Expressions;

namespace GreenDonut.Data;

/// <summary>
/// What a request asks of the rows that a field returns. As a resolver parameter it is filled from the field's
/// selection, its <c>where</c> and its <c>order</c>; <see cref="QueryableWithContext.With{T}"/> applies it.
/// </summary>
/// <param name="Selector">
/// Copies the properties that the selection needs, and no others; null where that cannot be said in an expression,
/// and whole rows have to be read.
/// </param>
/// <param name="Predicate">Which rows are wanted; null for all.</param>
/// <param name="Sorting">In which order; null where the client did not say.</param>
/// <typeparam name="T">The class of the rows.</typeparam>
public record QueryContext<T>(
    Expression<Func<T, T>>? Selector = null,
    Expression<Func<T, bool>>? Predicate = null,
    SortDefinition<T>? Sorting = null);
