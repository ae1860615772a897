using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadGraph.Data;

/// <summary>
/// One state of the database, which everything read through <see cref="Db"/> shows until this is disposed, whatever
/// others write meanwhile.
/// </summary>
public sealed class LeadSnapshot : IAsyncDisposable
{
    private readonly IDbContextTransaction _transaction;

    private LeadSnapshot(LeadGraphDbContext db, IDbContextTransaction transaction)
    {
        Db = db;
        _transaction = transaction;
    }

    /// <summary>The context to read with. It streams: rows are handed on as they arrive.</summary>
    public LeadGraphDbContext Db { get; }

    /// <summary>Opens a snapshot, which from now on owns the context.</summary>
    /// <param name="db">A context that does not retry.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<LeadSnapshot> OpenAsync(LeadGraphDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            return new LeadSnapshot(db, db.Database.IsSqlite()
                ? await BeginSqliteAsync(db, cancellationToken)
                : await BeginPostgreSqlAsync(db, cancellationToken));
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
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

    // What EF Core begins by itself is a transaction that writes, and a file opened for reading refuses it.
    private static async Task<IDbContextTransaction> BeginSqliteAsync(
        LeadGraphDbContext db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        DbTransaction transaction = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return db.Database.UseTransaction(transaction)!;
    }
}
