using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data;

/// <summary>Sees each command that reads before it is executed, synchronously or not.</summary>
public abstract class ReadInterceptor : DbCommandInterceptor
{
    /// <inheritdoc/>
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        BeforeRead(command);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        BeforeRead(command);
        return ValueTask.FromResult(result);
    }

    /// <summary>Checks or changes the command.</summary>
    /// <param name="command">The command.</param>
    protected abstract void BeforeRead(DbCommand command);
}
