using System.Globalization;
using LeadGraph.Data.Tables;
using Microsoft.Data.Sqlite;

namespace LeadGraph.Data.Sqlite;

/// <summary>Reads the two tables' definitions from a SQLite file. Its columns can hold values of any type.</summary>
public static class SqliteCatalog
{
    // SQLite tells no case apart in names.
    private const string ColumnsSql = """
        SELECT t.name, c.name
        FROM sqlite_master AS t, pragma_table_info(t.name) AS c
        WHERE t.type IN ('table', 'view') AND t.name = $table COLLATE NOCASE
        """;

    private const string OtherTablesSql =
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' LIMIT 1000";

    // A primary key that is the rowid has no index; any other unique key does.
    private const string UniqueSql = """
        SELECT
            (SELECT count(*) = 1 AND max(name) = $column FROM pragma_table_info($table) WHERE pk > 0)
            OR EXISTS (
                SELECT 1 FROM pragma_index_list($table) AS i
                WHERE i."unique" AND NOT i.partial
                    AND (SELECT count(*) = 1 AND max(name) = $column FROM pragma_index_info(i.name)))
        """;

    // Times are compared as text, so another format would give wrong counts without an error. The majority of the
    // column's first rows determines its format; a single row in another format only loses that row.
    private const string OtherTimesSql = """
        WITH first AS (SELECT {0} AS time FROM {1} WHERE {0} IS NOT NULL LIMIT 100), other AS (
            SELECT CASE typeof(time) WHEN 'text' THEN 'text of another form' ELSE typeof(time) || ' values' END AS form
            FROM first
            WHERE typeof(time) <> 'text' OR time NOT LIKE '____-__-__ __:__:__%' OR substr(time, 20) GLOB '*[^.0-9]*'
        )
        SELECT form FROM other WHERE 2 * (SELECT count(*) FROM other) >= (SELECT count(*) FROM first) LIMIT 1
        """;

    private static readonly (string Table, string Key)[] Times =
    [
        (TableCatalog.Registrations, nameof(RegistrationColumnOptions.RegisteredAt)),
        (TableCatalog.Events, nameof(EventColumnOptions.CreatedAt))
    ];

    /// <summary>Reads the schema.</summary>
    /// <param name="connectionString">The file to open.</param>
    /// <param name="mapping">The names that the settings give to the tables.</param>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    public static TableCatalog Read(string connectionString, TableMapping mapping)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        var tables = new List<CatalogTable>();
        var columns = new List<CatalogColumn>();
        foreach (string table in (string[])[TableCatalog.Registrations, TableCatalog.Events])
        {
            NamePart name = table == TableCatalog.Events ? mapping.Events.Name : mapping.Registrations.Name;
            string? found = null;
            foreach (var row in Rows(connection, ColumnsSql, ("$table", name.Text)))
            {
                found = row[0];
                columns.Add(new CatalogColumn(table, row[1], Type: null, Readable: true));
            }

            tables.AddRange(found is null ? [] : [new CatalogTable(table, null, found)]);
        }

        var catalog = new TableCatalog(mapping, tables, columns);
        foreach (var (table, key) in Times)
        {
            if (catalog.Find(table, key) is { } column)
            {
                string sql = string.Format(CultureInfo.InvariantCulture, OtherTimesSql,
                    SqlIdentifier.Quoted(column.Name), SqlIdentifier.Quoted(catalog.Found(table)!.Name));
                columns[columns.IndexOf(column)] = column with
                {
                    InvalidTimes = Rows(connection, sql).FirstOrDefault()?[0]
                };
            }
        }

        return catalog with
        {
            UserIdIsUnique = IsUnique(TableCatalog.Registrations, nameof(RegistrationColumnOptions.UserId)),
            EventIdIsUnique = IsUnique(TableCatalog.Events, nameof(EventColumnOptions.Id)),
            OtherTables = tables.Count == 2 ? []
                : [.. Rows(connection, OtherTablesSql).Select(row => new CatalogTable(null, null, row[0]))]
        };

        bool IsUnique(string table, string key)
            => catalog.Find(table, key) is { } column
                && Rows(connection, UniqueSql, ("$table", catalog.Found(table)!.Name), ("$column", column.Name))
                    .Single()[0] == "1";
    }

    private static IEnumerable<string[]> Rows(
        SqliteConnection connection, string sql, params (string Name, string Value)[] parameters)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return [.. Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))];
        }
    }
}
