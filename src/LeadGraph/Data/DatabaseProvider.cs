namespace LeadGraph.Data;

/// <summary>The databases that LeadGraph reads.</summary>
public enum DatabaseProvider
{
    /// <summary>A SQLite file, the demo's among them.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    PostgreSql
}
