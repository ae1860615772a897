using Microsoft.EntityFrameworkCore.Query;

namespace LeadGraph.Data;

/// <summary>
/// Creates queries that other code composes on and executes, such as GraphQL's paging. <see cref="DatabaseReader"/>
/// executes them. The queries of a scope share a context, which returns to its pool when the scope is disposed and no
/// query runs on it.
/// </summary>
/// <param name="reader">Executes the queries.</param>
public sealed class ReaderScope(DatabaseReader reader) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private LeadGraphDbContext? _db;
    private string? _caller;
    private Task _running = Task.CompletedTask;

    /// <summary>A query to compose on.</summary>
    /// <param name="caller">The name under which the caller is counted, the same for all queries.</param>
    /// <param name="compose">Begins the query.</param>
    /// <exception cref="DatabaseNotReadyException">The catalog has not been read yet.</exception>
    public IQueryable<T> Query<T>(string caller, Func<LeadGraphDbContext, IQueryable<T>> compose)
    {
        _caller = caller;
        IQueryable<T> query = compose(_db ??= reader.CreateContext());
        return new ReaderQuery<T>(new ReaderQueryProvider((IAsyncQueryProvider)query.Provider, this), query.Expression);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_db is null)
            {
                return ValueTask.CompletedTask;
            }

            if (_running.IsCompleted)
            {
                return _db.DisposeAsync();
            }
        }

        // The wait for this work has ended, so disposing the scope must not wait for it.
        _ = DisposeAfterAsync(_db, _running);
        return ValueTask.CompletedTask;
    }

    /// <summary>Executes a query.</summary>
    /// <param name="execute">Executes it.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    internal Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> execute, CancellationToken cancellationToken)
        => reader.RunReadAsync(
            _caller,
            stop => DatabaseReader.RepeatAsync(
                again => DatabaseReader.GivingBackAsync(_db!, execute, again), stop),
            cancellationToken, begun: running =>
            {
                lock (_lock)
                {
                    _running = _running.IsCompleted ? running : Task.WhenAll(_running, running);
                }
            });

    private static async Task DisposeAfterAsync(LeadGraphDbContext db, Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await db.DisposeAsync();
    }
}
