using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SQLitePCL;

namespace LeadGraph.DataQuality;

/// <summary>Counts the rows that do not count, once, for an operator at the command line.</summary>
public static class DataHealthReport
{
    // Of one kind.
    private static readonly TimeSpan LongestCount = TimeSpan.FromSeconds(30);

    /// <summary>Counts the rows of each kind.</summary>
    /// <param name="connection">Which database.</param>
    /// <param name="postgreSql">Where to connect to, when the database is PostgreSQL.</param>
    /// <param name="catalog">What the database's catalog contains.</param>
    /// <param name="rules">The window.</param>
    /// <param name="now">The moment, UTC.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    /// <returns>A sentence for each kind of which there are rows, or that took too long to count.</returns>
    /// <exception cref="DatabaseNotReadyException">The tables cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> CountAsync(
        DatabaseConnection connection, NpgsqlDataSource? postgreSql, TableCatalog catalog, ScoringRules rules,
        DateTime now, CancellationToken cancellationToken)
    {
        var contexts = new ContextPool(
            connection, postgreSql, catalog.ToShape(rules.TimeZone), ActivityMode.Live, NullLoggerFactory.Instance);
        var found = new List<string>();
        foreach (DataProblemKind kind in Enum.GetValues<DataProblemKind>())
        {
            await using LeadGraphDbContext db = contexts.CreateContext();
            db.Database.SetCommandTimeout(LongestCount);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (db.Database.IsSqlite())
            {
                // Its driver knows no timeout for a statement.
                limit.CancelAfter(LongestCount);
            }

            try
            {
                DataProblem? problem = await new DataProblemCounts(db, catalog, rules, now)
                    .CountAsync(kind, firstFound: null, limit.Token);
                found.AddRange(problem is null ? [] : [problem.Text]);
            }
            catch (Exception late) when (IsTimeout(late) && !cancellationToken.IsCancellationRequested)
            {
                found.Add($"{kind} was not counted within {LongestCount.TotalSeconds} s");
            }
        }

        return found;
    }

    private static bool IsTimeout(Exception failure)
        => failure is TimeoutException or OperationCanceledException or { InnerException: TimeoutException }
            or SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT };
}
