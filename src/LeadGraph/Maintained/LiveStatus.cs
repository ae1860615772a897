using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Data.Tables;
using LeadGraph.DataQuality;
using LeadGraph.Scoring;
using LeadGraph.Store;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>Writes for an operator what is known of the two tables where there is no maintained table.</summary>
internal static class LiveStatus
{
    /// <summary>Writes the status.</summary>
    /// <param name="connection">Which database.</param>
    /// <param name="postgreSql">The primary server; null for SQLite.</param>
    /// <param name="mapping">The names that the settings give to the tables.</param>
    /// <param name="rules">The rules of the settings.</param>
    /// <param name="output">Where to write it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The tables cannot be read; the message says why.</exception>
    public static async Task WriteAsync(
        DatabaseConnection connection, NpgsqlDataSource? postgreSql, TableMapping mapping, ScoringRules rules,
        TextWriter output, CancellationToken cancellationToken)
    {
        TableCatalog catalog = postgreSql is null
            ? SqliteCatalog.Read(connection.ConnectionString, mapping)
            : await PostgreSqlCatalog.ReadAsync(postgreSql, mapping, cancellationToken);
        TableShape shape = catalog.ToShape(rules.TimeZone);
        if (postgreSql is not null)
        {
            Line("store", LeadStore.NotInstalled);
        }

        Line("tables", shape.ToString());
        if (catalog.Limitation is { } limitation)
        {
            Line("limitation", limitation);
        }

        IReadOnlyList<string> problems = await DataHealthReport.CountAsync(
            connection, postgreSql, catalog, rules, DateTime.UtcNow, cancellationToken);
        foreach (string problem in problems.DefaultIfEmpty("every row counts"))
        {
            Line("data", problem);
        }

        void Line(string label, string text) => output.WriteLine(MaintainedStatus.Line(label, text));
    }
}
