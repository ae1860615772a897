using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data;

/// <summary>Charges the memory of the rows that a context reads to <see cref="LeadGraphDbContext.Charge"/>.</summary>
public sealed class ReadMeter : DbCommandInterceptor
{
    /// <inheritdoc/>
    public override DbDataReader ReaderExecuted(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result) => Metered(eventData, result);

    /// <inheritdoc/>
    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default)
        => ValueTask.FromResult(Metered(eventData, result));

    private static DbDataReader Metered(CommandExecutedEventData eventData, DbDataReader rows)
        => eventData.Context is LeadGraphDbContext { Charge: not null } db
            ? new MeteredReader(rows, db.ChargeRead) : rows;
}
