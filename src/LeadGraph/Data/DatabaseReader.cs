using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadGraph.Data;

/// <summary>
/// The one way to read: REST, GraphQL, campaign lists and background work all go through it. Each read has a result or
/// an exception within the timeout, also where the server hangs, and a read that failed is noted for
/// <see cref="DatabaseWatch"/>, because the tables may have changed.
/// </summary>
public sealed class DatabaseReader
{
    // What the driver gets on top of a read's timeout, so that it does not end commands before the reader does.
    private static readonly TimeSpan DriverAllowance = TimeSpan.FromSeconds(5);

    private readonly LeadDatabase _database;
    private readonly TimeSpan _timeout;
    private readonly int? _commandTimeout;

    /// <summary>Prepares to read.</summary>
    /// <param name="database">Where contexts come from.</param>
    /// <param name="timeout">How long a read may take, the wait for the catalog included.</param>
    public DatabaseReader(LeadDatabase database, TimeSpan timeout)
    {
        _database = database;
        _timeout = timeout;
        _commandTimeout = database.SetsCommandTimeout
            ? null
            : (int)Math.Ceiling((timeout + DriverAllowance).TotalSeconds);
    }

    /// <summary>Reads with a context of its own.</summary>
    /// <param name="read">What to read. It gets a token of its own.</param>
    /// <param name="cancellationToken">Ends the wait at once, and the reading as soon as the driver can.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<T> ReadAsync<T>(
        Func<LeadGraphDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => RunAsync(
            async stop =>
            {
                await _database.EnsureCatalogAsync(stop);
                await using LeadGraphDbContext db = CreateContext();
                return await read(db, stop);
            },
            cancellationToken);

    /// <summary>
    /// Opens a view of the database as it stands now, for reads that must agree with each other, and makes the first of
    /// them, both within one timeout.
    /// </summary>
    /// <param name="read">What to read first.</param>
    /// <param name="cancellationToken">Ends the wait at once, and the reading as soon as the driver can.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<(LeadSnapshot Snapshot, T First)> OpenSnapshotAsync<T>(
        Func<LeadGraphDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => RunAsync(
            async stop =>
            {
                await _database.EnsureCatalogAsync(stop);
                LeadSnapshot snapshot =
                    await LeadSnapshot.OpenAsync(Limit(_database.CreateContextWithoutRetries()), stop);
                try
                {
                    return (snapshot, await read(snapshot.Db, stop));
                }
                catch
                {
                    await snapshot.DisposeAsync();
                    throw;
                }
            },
            cancellationToken,
            late => late.Item1.DisposeAsync());

    /// <summary>Takes note of a failure that was met outside of this class, while rows of a snapshot were read.</summary>
    /// <param name="failure">The failure.</param>
    public void NoteFailure(Exception failure)
    {
        // Other exceptions are the caller's doing, and so is text that PostgreSQL cannot hold.
        if (failure is DbException or InvalidCastException or InvalidOperationException
            && failure is not PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire })
        {
            _database.NoteFailure();
        }
    }

    /// <summary>A context whose commands end after the reader has given them up.</summary>
    /// <exception cref="DatabaseNotReadyException">The catalog has not been read yet.</exception>
    internal LeadGraphDbContext CreateContext() => Limit(_database.CreateContext());

    /// <summary>Waits for work on the database.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <param name="release">Releases a result that came too late.</param>
    /// <param name="begun">Is given the work when it has begun. It may outlast the wait.</param>
    internal async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        Func<T, ValueTask>? release = null,
        Action<Task>? begun = null)
    {
        try
        {
            return await BoundedWork.RunAsync(
                stop =>
                {
                    // SQLite's driver blocks for as long as it works.
                    Task<T> running = _database.Blocks ? Task.Run(() => work(stop), CancellationToken.None) : work(stop);
                    begun?.Invoke(running);
                    return running;
                },
                _timeout, cancellationToken, release);
        }
        catch (Exception failure) when (cancellationToken.IsCancellationRequested)
        {
            throw failure as OperationCanceledException
                ?? new OperationCanceledException("Nobody waits for the read any more.", failure, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            _database.NoteFailure();
            throw new TimeoutException($"The database did not answer within {_timeout.TotalSeconds} seconds.", late);
        }
        catch (Exception failure)
        {
            NoteFailure(failure);
            throw;
        }
    }

    private LeadGraphDbContext Limit(LeadGraphDbContext db)
    {
        if (_commandTimeout is { } seconds)
        {
            db.Database.SetCommandTimeout(seconds);
        }

        return db;
    }
}
