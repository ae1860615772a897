using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Data;

/// <summary>
/// The rows of a query on a <see cref="LeadSnapshot"/>, as the database sends them. The wait for each row ends within
/// the timeout of <see cref="DatabaseReader"/>, even if the server hangs.
/// </summary>
public sealed class SnapshotRows<T> : IPendingRead
{
    private readonly DatabaseReader _reader;
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<T> _rows;
    private Task<bool> _next = Task.FromResult(false);

    private SnapshotRows(DatabaseReader reader, IQueryable<T> query)
    {
        _reader = reader;
        _rows = query.AsAsyncEnumerable().GetAsyncEnumerator(_stop.Token);
    }

    bool IPendingRead.IsRunning => !_next.IsCompleted;

    /// <summary>
    /// Starts a query and waits for its first row. Called in the first read of the snapshot, it shares the timeout of
    /// that.
    /// </summary>
    /// <param name="reader">Limits the waits for the other rows.</param>
    /// <param name="snapshot">The snapshot, which disposes the rows.</param>
    /// <param name="query">The query on the snapshot.</param>
    /// <param name="cancellationToken">Cancels the query, as soon as the driver can.</param>
    public static async Task<SnapshotRows<T>> BeginAsync(
        DatabaseReader reader, LeadSnapshot snapshot, IQueryable<T> query, CancellationToken cancellationToken)
    {
        var rows = new SnapshotRows<T>(reader, query);
        snapshot.Own(rows);
        await using CancellationTokenRegistration _ = cancellationToken.UnsafeRegister(
            static stop => ((CancellationTokenSource)stop!).Cancel(), rows._stop);
        rows._next = rows._rows.MoveNextAsync().AsTask();
        await rows._next;
        return rows;
    }

    /// <summary>All rows. They can be read once.</summary>
    /// <param name="cancellationToken">Ends the wait at once, and the reading as soon as the driver can.</param>
    /// <exception cref="TimeoutException">A row did not come within the timeout.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (bool hasRow = await _next; hasRow; hasRow = await MoveNextAsync(cancellationToken))
        {
            yield return _rows.Current;
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (!_next.IsCompleted)
        {
            await DetachedCancellation.CancelAsync(_stop);
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _rows.DisposeAsync();
        _stop.Dispose();
    }

    private ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        ValueTask<bool> next = _rows.MoveNextAsync();
        if (next.IsCompletedSuccessfully)
        {
            return next;
        }

        _next = next.AsTask();
        return new ValueTask<bool>(_reader.RunAsync(_ => _next, cancellationToken));
    }
}

/// <summary>A read on a snapshot that may outlast the wait for it.</summary>
internal interface IPendingRead : IAsyncDisposable
{
    /// <summary>Whether the driver still works on it.</summary>
    bool IsRunning { get; }
}
