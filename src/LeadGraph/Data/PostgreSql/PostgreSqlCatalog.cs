using LeadGraph.Data.Tables;
using Npgsql;
using NpgsqlTypes;

namespace LeadGraph.Data.PostgreSql;

/// <summary>Reads from PostgreSQL's catalog what the two tables are like. This needs no privilege.</summary>
public static class PostgreSqlCatalog
{
    // ICU's root collation, which most servers have, folds every script, and in the same way whatever the locale of the
    // database: under C lower() folds ASCII alone, and under a Turkish one I becomes ı.
    // A unique index holds across partitions, but not across the children of a table that is inherited from.
    private const string FactsSql = """
        WITH children (parent) AS (
            SELECT c.oid FROM pg_catalog.pg_inherits h
            JOIN pg_catalog.pg_class c ON c.oid = h.inhparent AND c.relkind = 'r')
        SELECT
            EXISTS (
                SELECT FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = @registrations AND a.attname = @registrations_user_id
                    AND i.indisunique AND i.indisvalid AND i.indimmediate
                    AND i.indnkeyatts = 1 AND i.indpred IS NULL)
                AND NOT EXISTS (SELECT FROM children WHERE parent = @registrations),
            (SELECT c.collname FROM pg_catalog.pg_collation c
                WHERE c.oid = to_regcollation('pg_catalog."und-x-icu"') AND getdatabaseencoding() = 'UTF8'),
            current_user,
            to_regprocedure('bit_count(bit)') IS NOT NULL,
            EXISTS (
                SELECT FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute u ON u.attrelid = i.indrelid AND u.attnum = i.indkey[0]
                JOIN pg_catalog.pg_attribute t ON t.attrelid = i.indrelid AND t.attnum = i.indkey[1]
                WHERE i.indrelid = @events AND u.attname = @events_user_id AND t.attname = @events_created_at
                    AND i.indisvalid AND i.indpred IS NULL),
            EXISTS (
                SELECT FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = @events AND a.attname = @events_id
                    AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1 AND i.indpred IS NULL)
                AND NOT EXISTS (SELECT FROM children WHERE parent = @events),
            getdatabaseencoding() = 'UTF8' AND to_regprocedure('pg_catalog.normalize(text, text)') IS NOT NULL,
            EXISTS (
                SELECT FROM pg_catalog.pg_attribute a
                JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
                WHERE a.attrelid = @registrations
                    AND a.attname IN (@registrations_username, @registrations_first_name, @registrations_email)
                    AND NOT c.collisdeterministic),
            nullif(getdatabaseencoding(), 'UTF8')::text
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

    /// <summary>Reads the catalog.</summary>
    /// <param name="source">Where to connect to.</param>
    /// <param name="mapping">The names that the settings give to the tables.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached or refuses.</exception>
    public static async Task<TableCatalog> ReadAsync(
        NpgsqlDataSource source, TableMapping mapping, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, mapping, cancellationToken);
    }

    /// <summary>Reads the catalog on a connection that is open.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="mapping">The names that the settings give to the tables.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached or refuses.</exception>
    public static async Task<TableCatalog> ReadAsync(
        NpgsqlConnection connection, TableMapping mapping, CancellationToken cancellationToken)
    {
        var (catalog, ids) = await PostgreSqlTables.ReadAsync(connection, mapping, cancellationToken);
        if (catalog.Tables.Count < 2)
        {
            catalog = catalog with
            {
                OtherTables = await PostgreSqlTables.ReadOthersAsync(connection, mapping, cancellationToken)
            };
        }

        IReadOnlyList<RowSecurity> rowSecurity =
            await PostgreSqlRowSecurity.ReadAsync(connection, ids, cancellationToken);
        await using var settings = new NpgsqlCommand(SettingsSql, connection);
        string? activitySettings = await settings.ExecuteScalarAsync(cancellationToken) as string;
        await using NpgsqlCommand facts = OfTables(FactsSql);
        Add("registrations_user_id", TableCatalog.Registrations, nameof(RegistrationColumnOptions.UserId));
        Add("registrations_username", TableCatalog.Registrations, nameof(RegistrationColumnOptions.Username));
        Add("registrations_first_name", TableCatalog.Registrations, nameof(RegistrationColumnOptions.FirstName));
        Add("registrations_email", TableCatalog.Registrations, nameof(RegistrationColumnOptions.Email));
        Add("events_id", TableCatalog.Events, nameof(EventColumnOptions.Id));
        Add("events_user_id", TableCatalog.Events, nameof(EventColumnOptions.UserId));
        Add("events_created_at", TableCatalog.Events, nameof(EventColumnOptions.CreatedAt));
        await using NpgsqlDataReader row = await facts.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return catalog with
        {
            UserIdIsUnique = row.GetBoolean(0),
            FoldingCollation = row.IsDBNull(1) ? null : row.GetString(1),
            Role = row.GetString(2),
            RowSecurity = rowSecurity,
            CanCountBits = row.GetBoolean(3),
            // Of users that are converted, the columns of a page are not read by the index.
            EventsHaveUserIndex = row.GetBoolean(4)
                && ColumnTypes.IsOneOf(ColumnTypes.Integers, catalog.Find(
                    TableCatalog.Events, nameof(EventColumnOptions.UserId))!),
            EventIdIsUnique = row.GetBoolean(5),
            CanNormalize = row.GetBoolean(6),
            TextCollation = row.GetBoolean(7) ? "default" : null,
            Encoding = row.IsDBNull(8) ? null : row.GetString(8),
            ActivitySettings = activitySettings
        };

        NpgsqlCommand OfTables(string sql)
        {
            var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddWithValue(
                "registrations", NpgsqlDbType.Oid, ids.GetValueOrDefault(TableCatalog.Registrations));
            command.Parameters.AddWithValue("events", NpgsqlDbType.Oid, ids.GetValueOrDefault(TableCatalog.Events));
            return command;
        }

        void Add(string parameter, string table, string key) => facts.Parameters.AddWithValue(
            parameter, NpgsqlDbType.Text, (object?)catalog.Find(table, key)?.Name ?? DBNull.Value);
    }
}
