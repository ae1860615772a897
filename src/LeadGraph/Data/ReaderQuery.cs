using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace LeadGraph.Data;

/// <summary>A query of a <see cref="ReaderScope"/>. All rows are read before the first is returned.</summary>
/// <param name="provider">Executes it.</param>
/// <param name="expression">The query.</param>
internal sealed class ReaderQuery<T>(ReaderQueryProvider provider, Expression expression)
    : IOrderedQueryable<T>, IAsyncEnumerable<T>
{
    /// <inheritdoc/>
    public Type ElementType => typeof(T);

    /// <inheritdoc/>
    public Expression Expression => expression;

    /// <inheritdoc/>
    public IQueryProvider Provider => provider;

    /// <inheritdoc/>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        foreach (T row in await provider.ReadRowsAsync<T>(expression, cancellationToken))
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
        => provider.ReadRowsAsync<T>(expression, CancellationToken.None).GetAwaiter().GetResult().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Executes the queries of a <see cref="ReaderScope"/> with the reader.</summary>
/// <param name="inner">EF Core's provider.</param>
/// <param name="scope">The scope.</param>
internal sealed class ReaderQueryProvider(IAsyncQueryProvider inner, ReaderScope scope) : IAsyncQueryProvider
{
    private static readonly MethodInfo ExecuteTask = typeof(ReaderQueryProvider)
        .GetMethod(nameof(ExecuteTaskAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <summary>Reads all rows of a query.</summary>
    /// <param name="expression">The query.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    public Task<List<T>> ReadRowsAsync<T>(Expression expression, CancellationToken cancellationToken)
        => scope.RunAsync(stop => inner.CreateQuery<T>(expression).ToListAsync(stop), cancellationToken);

    /// <inheritdoc/>
    public IQueryable<T> CreateQuery<T>(Expression expression) => new ReaderQuery<T>(this, expression);

    /// <inheritdoc/>
    public IQueryable CreateQuery(Expression expression) => (IQueryable)Activator.CreateInstance(
        typeof(ReaderQuery<>).MakeGenericType(inner.CreateQuery(expression).ElementType), this, expression)!;

    /// <inheritdoc/>
    public TResult Execute<TResult>(Expression expression)
        => ExecuteTaskAsync<TResult>(expression, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public object? Execute(Expression expression) => Execute<object?>(expression);

    /// <inheritdoc/>
    public TResult ExecuteAsync<TResult>(Expression expression, CancellationToken cancellationToken = default)
        => (TResult)ExecuteTask.MakeGenericMethod(typeof(TResult).GetGenericArguments()[0])
            .Invoke(this, BindingFlags.DoNotWrapExceptions, null, [expression, cancellationToken], null)!;

    private Task<T> ExecuteTaskAsync<T>(Expression expression, CancellationToken cancellationToken)
        => scope.RunAsync(stop => inner.ExecuteAsync<Task<T>>(expression, stop), cancellationToken);
}
