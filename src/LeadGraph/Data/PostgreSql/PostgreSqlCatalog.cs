using Npgsql;

namespace LeadGraph.Data.PostgreSql;

/// <summary>Reads the two tables' definitions from PostgreSQL's catalog. This needs no privilege.</summary>
public static class PostgreSqlCatalog
{
    // to_regclass follows the search path, as the queries do. A domain is resolved to its base type.
    private const string ColumnsSql = """
        SELECT wanted.name, a.attname, base.typname, has_column_privilege(a.attrelid, a.attnum, 'SELECT')
        FROM (VALUES ('free_lesson_registrations'), ('events')) AS wanted (name)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(wanted.name)
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        JOIN pg_catalog.pg_type base ON base.oid = CASE WHEN t.typbasetype = 0 THEN t.oid ELSE t.typbasetype END
        WHERE a.attnum > 0 AND NOT a.attisdropped
        """;

    // Under the C locale lower() folds ASCII alone; ICU's root collation, where it is there, folds every script.
    private const string FactsSql = """
        SELECT
            EXISTS (
                SELECT FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = to_regclass('free_lesson_registrations') AND a.attname = 'user_id'
                    AND i.indisunique AND i.indisvalid AND i.indimmediate
                    AND i.indnkeyatts = 1 AND i.indpred IS NULL),
            (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_database d
                WHERE d.datname = current_database() AND d.datctype IN ('C', 'POSIX')
                    AND c.collname = 'und-x-icu' LIMIT 1),
            current_user,
            to_regprocedure('bit_count(bit)') IS NOT NULL,
            EXISTS (
                SELECT FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute u ON u.attrelid = i.indrelid AND u.attnum = i.indkey[0]
                JOIN pg_catalog.pg_attribute t ON t.attrelid = i.indrelid AND t.attnum = i.indkey[1]
                WHERE i.indrelid = to_regclass('events') AND u.attname = 'user_id' AND t.attname = 'created_at'
                    AND i.indisvalid AND i.indpred IS NULL),
            EXISTS (
                SELECT FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = to_regclass('events') AND a.attname = 'id'
                    AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1 AND i.indpred IS NULL)
        """;

    // A value that the operator gave to the role, the database or the connection has precedence. The activity of a
    // million users takes about 175 MB; hash_mem_multiplier is relative to work_mem and at most 1000.
    private const string SettingsSql = """
        SELECT 'SELECT ' || string_agg(format('set_config(%L, %L, true)', s.name, CASE s.name
            WHEN 'hash_mem_multiplier' THEN least(1000, greatest(s.setting::float8,
                ceil(256 * 1024 * 1024 / pg_size_bytes(current_setting('work_mem'))::float8)))::text
            ELSE 'off' END), ', ' ORDER BY s.name)
        FROM pg_catalog.pg_settings s
        WHERE s.name IN ('hash_mem_multiplier', 'jit')
            AND s.source NOT IN ('database', 'user', 'database user', 'client', 'session')
        """;

    // Only policies for SELECT and this role matter; restrictive policies remove rows. Tables behind views are not
    // checked, because the privileges of the view's owner apply to them.
    private const string RowSecuritySql = """
        SELECT wanted.name, coalesce(bool_or(p.polpermissive), false),
            coalesce(bool_or(p.polpermissive AND p.reads_all) AND bool_and(p.polpermissive OR p.reads_all), false)
        FROM (VALUES ('free_lesson_registrations'), ('events')) AS wanted (name)
        LEFT JOIN (
            SELECT polrelid, polpermissive, pg_get_expr(polqual, polrelid) = 'true' AS reads_all
            FROM pg_catalog.pg_policy
            WHERE polcmd IN ('r', '*') AND EXISTS (
                SELECT FROM unnest(polroles) AS role (oid)
                WHERE CASE WHEN role.oid = 0 THEN true ELSE pg_has_role(role.oid, 'USAGE') END)
        ) p ON p.polrelid = to_regclass(wanted.name)
        WHERE row_security_active(to_regclass(wanted.name)::oid)
        GROUP BY wanted.name
        ORDER BY wanted.name
        """;

    /// <summary>Reads the catalog.</summary>
    /// <param name="source">Where to connect to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached or refuses.</exception>
    public static async Task<TableCatalog> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, cancellationToken);
    }

    /// <summary>Reads the catalog on a connection that is open.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached or refuses.</exception>
    public static async Task<TableCatalog> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var columns = new List<CatalogColumn>();
        await using (var command = new NpgsqlCommand(ColumnsSql, connection))
        {
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                columns.Add(new CatalogColumn(
                    reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
            }
        }

        var rowSecurity = new List<RowSecurity>();
        await using (var command = new NpgsqlCommand(RowSecuritySql, connection))
        {
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rowSecurity.Add(new RowSecurity(reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2)));
            }
        }

        await using var settings = new NpgsqlCommand(SettingsSql, connection);
        string? activitySettings = await settings.ExecuteScalarAsync(cancellationToken) as string;
        await using var facts = new NpgsqlCommand(FactsSql, connection);
        await using NpgsqlDataReader row = await facts.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new TableCatalog(
            columns, row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2))
        {
            RowSecurity = rowSecurity,
            CanCountBits = row.GetBoolean(3),
            EventsHaveUserIndex = row.GetBoolean(4),
            EventIdIsUnique = row.GetBoolean(5),
            ActivitySettings = activitySettings
        };
    }
}
