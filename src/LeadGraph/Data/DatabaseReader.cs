using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadGraph.Data;

/// <summary>
/// Executes all reads: REST, GraphQL, CSV downloads and background work. Each read ends within the timeout,
/// even if the server hangs; the wait for other reads counts toward it. A failed read is reported to
/// <see cref="DatabaseWatch"/>, because the tables may have changed.
/// </summary>
public sealed class DatabaseReader
{
    // The driver's timeout is longer than the reader's, so that the reader's applies first.
    private static readonly TimeSpan DriverAllowance = TimeSpan.FromSeconds(5);

    // How long a read waits before its second and its third attempt.
    private static readonly TimeSpan[] RetryPauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(500)];

    private readonly LeadDatabase _database;
    private readonly ReadLimiters _limiters;
    private readonly TimeSpan _timeout;
    private readonly int? _commandTimeout;
    private readonly bool _readsPrimary;

    /// <summary>Initializes the reader.</summary>
    /// <param name="database">Creates contexts.</param>
    /// <param name="limiters">Admit the reads.</param>
    /// <param name="timeout">
    /// How long a read may take, the wait for the catalog and for other reads included.
    /// </param>
    /// <param name="readsPrimary">Whether it reads from the primary server, whatever standbys there are.</param>
    public DatabaseReader(
        LeadDatabase database, ReadLimiters limiters, TimeSpan timeout, bool readsPrimary = false)
    {
        _readsPrimary = readsPrimary;
        OfPrimary = readsPrimary ? this : new DatabaseReader(database, limiters, timeout, readsPrimary: true);
        (_database, _limiters, _timeout) = (database, limiters, timeout);
        _commandTimeout = database.SetsCommandTimeout
            ? null
            : (int)Math.Ceiling((timeout + DriverAllowance).TotalSeconds);
    }

    /// <summary>
    /// The reader of the primary server, under the same limits, for what is compared with the store or sent with what
    /// it recorded: a standby may lag behind the store.
    /// </summary>
    public DatabaseReader OfPrimary { get; }

    /// <summary>Reads with a new context, and again with another one when the connection is lost.</summary>
    /// <param name="caller">The name under which the caller is counted; null for background work.</param>
    /// <param name="read">The read, which gets its own token, and up to three attempts.</param>
    /// <param name="cancellationToken">Ends the wait at once, and the reading as soon as the driver can.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<T> ReadAsync<T>(
        string? caller, Func<LeadGraphDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => RunReadAsync(
            caller, stop => RepeatAsync(again => ReadOnceAsync(read, again), stop), cancellationToken);

    /// <summary>Reads with a new context, and does not repeat a read whose connection is lost.</summary>
    /// <param name="caller">The name under which the caller is counted; null for background work.</param>
    /// <param name="read">The read, which gets its own token. After a timeout it may still run.</param>
    /// <param name="cancellationToken">Ends the wait at once, and the reading as soon as the driver can.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<T> StreamAsync<T>(
        string? caller, Func<LeadGraphDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => RunReadAsync(caller, stop => ReadOnceAsync(read, stop), cancellationToken);

    /// <summary>
    /// Opens a view of the database as it stands now, for reads that must agree with each other, and makes the first of
    /// them, both within one timeout. It counts as a CSV download until it is disposed.
    /// </summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="read">What to read first.</param>
    /// <param name="cancellationToken">Ends the wait at once, and the reading as soon as the driver can.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task<(LeadSnapshot Snapshot, T First)> OpenSnapshotAsync<T>(
        string caller, Func<LeadSnapshot, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => RunAsync(
            async stop =>
            {
                await _database.EnsureCatalogAsync(stop);
                LeadSnapshot snapshot = await OpenAsync(await _limiters.AcquireDownloadAsync(caller, stop), stop);
                try
                {
                    return (snapshot, await read(snapshot, stop));
                }
                catch
                {
                    await snapshot.DisposeAsync();
                    throw;
                }
            },
            cancellationToken,
            late => late.Item1.DisposeAsync());

    /// <summary>A context whose command timeout is longer than the reader's timeout.</summary>
    /// <exception cref="DatabaseNotReadyException">The catalog has not been read yet.</exception>
    internal LeadGraphDbContext CreateContext() => Limit(_database.CreateContext(_readsPrimary));

    /// <summary>Runs a read within the timeout when the limits admit it.</summary>
    /// <param name="caller">The name under which the caller is counted; null for background work.</param>
    /// <param name="read">The read, which has given its connection back when it ends.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <param name="begun">Called with the read, which may outlast the wait, once it waits for the limits.</param>
    internal async Task<T> RunReadAsync<T>(
        string? caller,
        Func<CancellationToken, Task<T>> read,
        CancellationToken cancellationToken,
        Action<Task>? begun = null)
    {
        // Written by the work's thread, and read when the wait ends.
        bool isAdmitted = false;
        try
        {
            return await RunAsync(
                async stop =>
                {
                    using IDisposable lease = await _limiters.AcquireReadAsync(caller, stop);
                    isAdmitted = true;
                    return await read(stop);
                },
                cancellationToken, release: null, begun, usesDriver: () => isAdmitted);
        }
        catch (TimeoutException late) when (!isAdmitted)
        {
            throw new TimeoutException(
                $"Other reads, of the same caller or of all, did not end within {_timeout.TotalSeconds} seconds.",
                late);
        }
    }

    /// <summary>Runs work on the database within the timeout.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <param name="release">Releases a result that came too late.</param>
    /// <param name="begun">Called with the started work, which may outlast the wait.</param>
    /// <param name="usesDriver">Whether the work is beyond its wait for the limits; always unless given.</param>
    internal async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        Func<T, ValueTask>? release = null,
        Action<Task>? begun = null,
        Func<bool>? usesDriver = null)
    {
        try
        {
            return await BoundedWork.RunAsync(
                stop =>
                {
                    // SQLite's driver blocks the calling thread.
                    Task<T> running = _database.Blocks
                        ? Task.Run(() => work(stop), CancellationToken.None)
                        : work(stop);
                    begun?.Invoke(running);
                    return running;
                },
                _timeout, cancellationToken, release, usesDriver);
        }
        catch (Exception failure) when (cancellationToken.IsCancellationRequested)
        {
            throw failure as OperationCanceledException
                ?? new OperationCanceledException("The caller cancelled the read.", failure, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            _database.NoteFailure();
            throw new TimeoutException($"The database did not respond within {_timeout.TotalSeconds} seconds.", late);
        }
        catch (Exception failure)
        {
            NoteFailure(failure);
            throw;
        }
    }

    /// <summary>Runs a read, and again when its connection is lost: at once, and then after half a second.</summary>
    /// <param name="read">The read, which begins from the start each time.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal static async Task<T> RepeatAsync<T>(
        Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        foreach (TimeSpan pause in RetryPauses)
        {
            try
            {
                return await read(cancellationToken);
            }
            catch (NpgsqlException lost) when (IsLost(lost) && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(pause, cancellationToken);
            }
        }

        return await read(cancellationToken);
    }

    /// <summary>Runs a read, and gives back what it has charged if its connection is lost.</summary>
    /// <param name="db">The context that it reads with.</param>
    /// <param name="read">The read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal static async Task<T> GivingBackAsync<T>(
        LeadGraphDbContext db, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        long before = db.Charged;
        try
        {
            return await read(cancellationToken);
        }
        catch (NpgsqlException lost) when (IsLost(lost))
        {
            db.GiveBack(before);
            throw;
        }
    }

    // A timeout is no reason to try again, because the caller has already waited that long.
    private static bool IsLost(NpgsqlException failure)
        => failure is { IsTransient: true, InnerException: not TimeoutException };

    private async Task<T> ReadOnceAsync<T>(
        Func<LeadGraphDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _database.EnsureCatalogAsync(cancellationToken);
        await using LeadGraphDbContext db = CreateContext();
        return await GivingBackAsync(db, stop => read(db, stop), cancellationToken);
    }

    private async Task<LeadSnapshot> OpenAsync(IDisposable lease, CancellationToken cancellationToken)
    {
        LeadGraphDbContext db;
        try
        {
            db = CreateContext();
        }
        catch
        {
            lease.Dispose();
            throw;
        }

        return await LeadSnapshot.OpenAsync(db, lease, cancellationToken);
    }

    private void NoteFailure(Exception failure)
    {
        // Other exceptions, and text that PostgreSQL cannot store, are caused by the caller.
        if (failure is DbException or InvalidCastException or InvalidOperationException
            && failure is not PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire })
        {
            _database.NoteFailure();
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
