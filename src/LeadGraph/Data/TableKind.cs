namespace LeadGraph.Data;

/// <summary>What a table is to PostgreSQL.</summary>
public enum TableKind
{
    /// <summary>A table, whether it is partitioned or not.</summary>
    Table,

    /// <summary>A view.</summary>
    View,

    /// <summary>A materialized view.</summary>
    MaterializedView,

    /// <summary>A table of another server.</summary>
    ForeignTable,

    /// <summary>
    /// A table of which a partition, or a table that inherits from it, is of another server: its rows have no
    /// <c>xmin</c>.
    /// </summary>
    PartlyForeignTable
}
