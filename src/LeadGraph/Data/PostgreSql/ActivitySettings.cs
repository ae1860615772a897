using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Sets parameters of PostgreSQL's planner and executor for the activity query alone: the statement that sets them goes
/// to the server in the same message, and they end with the implicit transaction of that message. So this takes no
/// round trip, and it works behind a transaction pooler, which passes neither session settings nor startup options on.
/// </summary>
/// <param name="statement">The statement, which <see cref="PostgreSqlCatalog"/> composed.</param>
/// <remarks>
/// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING: without an explicit
/// transaction, all statements up to the next Sync are one. <c>SET LOCAL</c> would do the same but write a warning.
/// </remarks>
public sealed class ActivitySettings(string statement) : ReadInterceptor
{
    private const string Tag = "The activity of all users";

    private static readonly string Mark = $"-- {Tag}";

    private readonly string _prefix = statement + ";\n";

    /// <summary>Marks a query for which the parameters are to be set.</summary>
    /// <param name="activity">The query.</param>
    public static IQueryable<T> Marked<T>(IQueryable<T> activity) => activity.TagWith(Tag);

    /// <inheritdoc/>
    public override DbDataReader ReaderExecuted(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        if (IsPrefixed(command))
        {
            result.NextResult();
        }

        return result;
    }

    /// <inheritdoc/>
    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default)
    {
        if (IsPrefixed(command))
        {
            await result.NextResultAsync(cancellationToken);
        }

        return result;
    }

    /// <inheritdoc/>
    protected override void BeforeRead(DbCommand command)
    {
        if (command.CommandText.StartsWith(Mark, StringComparison.Ordinal))
        {
            command.CommandText = _prefix + command.CommandText;
        }
    }

    private bool IsPrefixed(DbCommand command) => command.CommandText.StartsWith(_prefix, StringComparison.Ordinal);
}
