using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LeadGraph.Data.Sqlite;

/// <summary>Reads the two tables' definitions from a SQLite file. Its columns can hold values of any type.</summary>
public static class SqliteCatalog
{
    private const string ColumnsSql = """
        SELECT wanted.name, c.name
        FROM (SELECT 'free_lesson_registrations' AS name UNION ALL SELECT 'events') AS wanted
        JOIN pragma_table_info(wanted.name) AS c
        """;

    // A primary key that is the rowid has no index; any other unique key does.
    private const string UniqueSql = """
        SELECT
            (SELECT group_concat(name) = '{1}' FROM pragma_table_info('{0}') WHERE pk > 0)
            OR EXISTS (
                SELECT 1 FROM pragma_index_list('{0}') AS i
                WHERE i."unique" AND NOT i.partial
                    AND (SELECT group_concat(name) FROM pragma_index_info(i.name)) = '{1}')
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

    private static readonly (string Table, string Column)[] Times =
        [(TableCatalog.Registrations, "registered_at"), (TableCatalog.Events, "created_at")];

    /// <summary>Reads the schema.</summary>
    /// <param name="connectionString">The file to open.</param>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    public static TableCatalog Read(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = ColumnsSql;
        var columns = new List<CatalogColumn>();
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                columns.Add(new CatalogColumn(reader.GetString(0), reader.GetString(1), Type: null, Readable: true));
            }
        }

        for (int i = 0; i < columns.Count; i++)
        {
            var (table, column) = (columns[i].Table, columns[i].Name);
            if (Times.Contains((table, column)))
            {
                command.CommandText = string.Format(CultureInfo.InvariantCulture, OtherTimesSql, column, table);
                columns[i] = columns[i] with { InvalidTimes = command.ExecuteScalar() as string };
            }
        }

        return new TableCatalog(columns, IsUnique(TableCatalog.Registrations, "user_id"))
        {
            EventIdIsUnique = IsUnique(TableCatalog.Events, "id")
        };

        bool IsUnique(string table, string column)
        {
            command.CommandText = string.Format(CultureInfo.InvariantCulture, UniqueSql, table, column);
            return command.ExecuteScalar() is 1L;
        }
    }
}
