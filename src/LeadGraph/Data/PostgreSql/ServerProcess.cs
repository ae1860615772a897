using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Keeps a join in one process of the server. PostgreSQL may run parallel workers of which each repeats an aggregate
/// that is joined to a table, because it counts the time that this takes and not the work. A condition with a function
/// that only the leader may call keeps the join out of the workers; the aggregate itself may still be computed by
/// several, each a part of it.
/// </summary>
/// <remarks>
/// https://www.postgresql.org/docs/current/parallel-safety.html: <c>pg_backend_pid</c> is parallel restricted. The
/// condition must hold a column of the table: one without columns would keep PostgreSQL from leaving out a join to an
/// aggregate of which the statement uses nothing, as that of a count of all users.
/// </remarks>
public static class ServerProcess
{
    /// <summary>The id of the server's process, never 0, within a query.</summary>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int Id()
        => throw new InvalidOperationException($"{nameof(ServerProcess)} stands for SQL and runs only within a query.");

    /// <summary>Maps <see cref="Id"/> to SQL.</summary>
    /// <param name="builder">The builder of the model.</param>
    internal static void Map(ModelBuilder builder)
    {
        Expression<Func<int>> id = () => Id();
        builder.HasDbFunction(((MethodCallExpression)id.Body).Method).HasName("pg_backend_pid").IsBuiltIn();
    }
}
