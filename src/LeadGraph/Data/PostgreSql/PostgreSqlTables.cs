using LeadGraph.Data.Tables;
using Npgsql;

namespace LeadGraph.Data.PostgreSql;

/// <summary>Finds the two tables by the names of the settings, and their columns.</summary>
internal static class PostgreSqlTables
{
    // The spelling with the smallest number is taken. A name without a schema is found by the search path, as in the
    // queries. A domain, which may be one of a domain, is resolved to its base type.
    private const string ColumnsSql = """
        WITH found AS (
            SELECT DISTINCT ON (wanted.key) wanted.key, c.oid, n.nspname, c.relname,
                has_schema_privilege(n.oid, 'USAGE') AS usable,
                CASE WHEN c.relkind IN ('r', 'p') AND c.relhassubclass AND EXISTS (
                    WITH RECURSIVE parts AS (
                        SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid
                        UNION
                        SELECT i.inhrelid
                        FROM parts JOIN pg_catalog.pg_inherits i ON i.inhparent = parts.inhrelid
                    )
                    SELECT FROM parts JOIN pg_catalog.pg_class part ON part.oid = parts.inhrelid
                    WHERE part.relkind = 'f')
                THEN 'with f' ELSE c.relkind::text END AS kind
            FROM unnest(@keys, @schemas::name[], @names::name[], @ranks) AS wanted (key, schema, name, rank)
            JOIN pg_catalog.pg_class c ON c.relname = wanted.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE CASE WHEN wanted.schema IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname = wanted.schema END
            ORDER BY wanted.key, wanted.rank
        )
        SELECT found.key, found.nspname, found.relname, found.usable, found.oid,
            a.attname, base.typname, has_column_privilege(a.attrelid, a.attnum, 'SELECT'), found.kind
        FROM found
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = found.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN LATERAL (
            WITH RECURSIVE types AS (
                SELECT t.typname, t.typbasetype FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid
                UNION ALL
                SELECT t.typname, t.typbasetype FROM types JOIN pg_catalog.pg_type t ON t.oid = types.typbasetype
            )
            SELECT typname FROM types WHERE typbasetype = 0
        ) base ON true
        """;

    private const string OtherTablesSql = """
        SELECT CASE WHEN NOT pg_table_is_visible(c.oid) OR n.nspname = ANY (@schemas) THEN n.nspname END, c.relname
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema$|leadgraph$)'
        ORDER BY pg_table_is_visible(c.oid) DESC, n.nspname, c.relname
        LIMIT 1000
        """;

    /// <summary>Reads which tables there are, with their columns.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="mapping">The names that the settings give to the tables.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The catalog so far, and the tables' object ids.</returns>
    public static async Task<(TableCatalog Catalog, Dictionary<string, uint> Ids)> ReadAsync(
        NpgsqlConnection connection, TableMapping mapping, CancellationToken cancellationToken)
    {
        var wanted = Spellings(TableCatalog.Registrations, mapping.Registrations)
            .Concat(Spellings(TableCatalog.Events, mapping.Events)).ToList();
        await using var command = new NpgsqlCommand(ColumnsSql, connection);
        command.Parameters.AddWithValue("keys", wanted.Select(x => x.Key).ToArray());
        command.Parameters.AddWithValue("schemas", wanted.Select(x => x.Schema).ToArray());
        command.Parameters.AddWithValue("names", wanted.Select(x => x.Name).ToArray());
        command.Parameters.AddWithValue("ranks", Enumerable.Range(0, wanted.Count).ToArray());
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<CatalogTable>();
        var columns = new List<CatalogColumn>();
        var ids = new Dictionary<string, uint>();
        while (await row.ReadAsync(cancellationToken))
        {
            string key = row.GetString(0);
            if (ids.TryAdd(key, row.GetFieldValue<uint>(4)))
            {
                MappedTable mapped = key == TableCatalog.Events ? mapping.Events : mapping.Registrations;
                tables.Add(new CatalogTable(
                    key, mapped.Schema is null ? null : row.GetString(1), row.GetString(2), row.GetBoolean(3),
                    KindOf(row.GetString(8))));
            }

            if (!row.IsDBNull(5))
            {
                columns.Add(new CatalogColumn(key, row.GetString(5), row.GetString(6), row.GetBoolean(7)));
            }
        }

        return (new TableCatalog(mapping, tables, columns), ids);
    }

    private static TableKind KindOf(string kind) => kind switch
    {
        "v" => TableKind.View,
        "m" => TableKind.MaterializedView,
        "f" => TableKind.ForeignTable,
        "with f" => TableKind.PartlyForeignTable,
        _ => TableKind.Table
    };

    private static IEnumerable<(string Key, string? Schema, string Name)> Spellings(string key, MappedTable table)
        => from schema in table.Schema?.Spellings ?? [null!]
           from name in table.Name.Spellings
           select (key, (string?)schema, name);

    /// <summary>Reads what other tables there are.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="mapping">The names that the settings give to the tables.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<List<CatalogTable>> ReadOthersAsync(
        NpgsqlConnection connection, TableMapping mapping, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(OtherTablesSql, connection);
        command.Parameters.AddWithValue("schemas", (string[])
        [
            .. new[] { mapping.Events.Schema, mapping.Registrations.Schema }.OfType<NamePart>()
                .SelectMany(schema => schema.Spellings)
        ]);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var others = new List<CatalogTable>();
        while (await row.ReadAsync(cancellationToken))
        {
            others.Add(new CatalogTable(null, row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1)));
        }

        return others;
    }
}
