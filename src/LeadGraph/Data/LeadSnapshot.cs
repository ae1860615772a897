using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadGraph.Data;

/// <summary>
/// A read transaction. All reads through <see cref="Db"/> see the same state of the database until it is disposed.
/// </summary>
public sealed class LeadSnapshot : IAsyncDisposable
{
    private readonly IDbContextTransaction _transaction;
    private readonly IDisposable _lease;
    private IPendingRead? _read;

    private LeadSnapshot(
        LeadGraphDbContext db, IDbContextTransaction transaction, IDisposable lease, bool keepsWritersWaiting)
    {
        Db = db;
        _lease = lease;
        _transaction = transaction;
        BlocksWriters = keepsWritersWaiting;
    }

    /// <summary>The context of the transaction. It streams rows as they arrive.</summary>
    public LeadGraphDbContext Db { get; }

    /// <summary>
    /// Whether the transaction blocks writers. On SQLite every journal mode but a write-ahead log does.
    /// </summary>
    public bool BlocksWriters { get; }

    /// <summary>Opens a snapshot, which takes ownership of the context and the lease.</summary>
    /// <param name="db">A context that does not retry.</param>
    /// <param name="lease">Released when the connection has been given back.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<LeadSnapshot> OpenAsync(
        LeadGraphDbContext db, IDisposable lease, CancellationToken cancellationToken)
    {
        try
        {
            return db.Database.IsSqlite()
                ? await BeginSqliteAsync(db, lease, cancellationToken)
                : new LeadSnapshot(
                    db, await BeginPostgreSqlAsync(db, cancellationToken), lease, keepsWritersWaiting: false);
        }
        catch
        {
            using (lease)
            {
                await db.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Ends the transaction. Nothing more can be read from it.</summary>
    public Task EndAsync() => _transaction.CommitAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_read is not { IsRunning: true })
        {
            return EndReadAndDisposeAsync();
        }

        // The wait for this read has ended, so disposing must not wait for it.
        _ = EndReadAndDisposeAsync().AsTask();
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes ownership of a read, which ends before the transaction does.</summary>
    /// <param name="read">The only read that outlasts the call that began it.</param>
    internal void Own(IPendingRead read) => _read = read;

    private async ValueTask EndReadAndDisposeAsync()
    {
        using IDisposable lease = _lease;
        await using LeadGraphDbContext db = Db;
        await using IDbContextTransaction transaction = _transaction;
        if (_read is not null)
        {
            await _read.DisposeAsync();
        }
    }

    private static async Task<IDbContextTransaction> BeginPostgreSqlAsync(
        LeadGraphDbContext db, CancellationToken cancellationToken)
    {
        IDbContextTransaction transaction =
            await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await db.Database.ExecuteSqlRawAsync("SET TRANSACTION READ ONLY", cancellationToken);
        return transaction;
    }

    // EF Core would begin a write transaction, which fails on a file that is opened for reading.
    private static async Task<LeadSnapshot> BeginSqliteAsync(
        LeadGraphDbContext db, IDisposable lease, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        bool hasWriteAheadLog = command.ExecuteScalar() is "wal";
        DbTransaction transaction = connection.BeginTransaction(deferred: true);
        return new LeadSnapshot(
            db, db.Database.UseTransaction(transaction)!, lease, keepsWritersWaiting: !hasWriteAheadLog);
    }
}
