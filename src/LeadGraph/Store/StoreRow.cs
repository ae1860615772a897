using System.Data.Common;

namespace LeadGraph.Store;

/// <summary>Reads times of the store, which are UTC; the drivers do not all say so.</summary>
public static class StoreRow
{
    /// <summary>The time in a column that has one.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The number of the column.</param>
    public static DateTime GetUtc(this DbDataReader row, int column)
        => DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc);

    /// <summary>The time in a column; null if there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The number of the column.</param>
    public static DateTime? GetUtcOrNull(this DbDataReader row, int column)
        => row.IsDBNull(column) ? null : row.GetUtc(column);
}
