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
    private IPendingRead? _read;

    private LeadSnapshot(LeadGraphDbContext db, IDbContextTransaction transaction, bool keepsWritersWaiting)
    {
        Db = db;
        _transaction = transaction;
        BlocksWriters = keepsWritersWaiting;
    }

    /// <summary>The context of the transaction. It streams rows as they arrive.</summary>
    public LeadGraphDbContext Db { get; }

    /// <summary>
    /// Whether the transaction blocks writers. On SQLite every journal mode but a write-ahead log does.
    /// </summary>
    public bool BlocksWriters { get; }

    /// <summary>Opens a snapshot, which takes ownership of the context.</summary>
    /// <param name="db">A context that does not retry.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<LeadSnapshot> OpenAsync(LeadGraphDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            return db.Database.IsSqlite()
                ? await BeginSqliteAsync(db, cancellationToken)
                : new LeadSnapshot(
                    db, await BeginPostgreSqlAsync(db, cancellationToken), keepsWritersWaiting: false);
        }
        catch
        {
            await db.DisposeAsync();
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
        if (_read is not null)
        {
            await _read.DisposeAsync();
        }

        await _transaction.DisposeAsync();
        await Db.DisposeAsync();
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
        LeadGraphDbContext db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        bool hasWriteAheadLog = command.ExecuteScalar() is "wal";
        DbTransaction transaction = connection.BeginTransaction(deferred: true);
        return new LeadSnapshot(
            db, db.Database.UseTransaction(transaction)!, keepsWritersWaiting: !hasWriteAheadLog);
    }
}
