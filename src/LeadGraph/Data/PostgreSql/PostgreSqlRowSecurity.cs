using Npgsql;
using NpgsqlTypes;

namespace LeadGraph.Data.PostgreSql;

/// <summary>Finds where row-level security may hide rows, also behind views.</summary>
internal static class PostgreSqlRowSecurity
{
    // What a view reads is read with the rights of its owner, or of the current user if it says security_invoker. Of
    // policies only those for SELECT and that role matter; restrictive policies remove rows. The conditions under
    // which row-level security applies at all are those of row_security_active(), which knows the current role alone.
    private const string Sql = """
        WITH RECURSIVE reads (key, oid, reader, is_direct) AS (
            SELECT wanted.key, wanted.oid, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user), true
            FROM (VALUES ('Registrations', @registrations), ('Events', @events)) AS wanted (key, oid)
            UNION
            SELECT r.key, d.refobjid, CASE
                WHEN EXISTS (
                    SELECT FROM pg_options_to_table(v.reloptions)
                    WHERE option_name = 'security_invoker' AND option_value::boolean)
                THEN r.reader ELSE v.relowner END, false
            FROM reads r
            JOIN pg_catalog.pg_class v ON v.oid = r.oid AND v.relkind IN ('v', 'm')
            JOIN pg_catalog.pg_rewrite w ON w.ev_class = v.oid
            JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
                AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> v.oid
        )
        SELECT r.key, CASE WHEN NOT r.is_direct THEN c.oid::regclass::text END, reader.rolname,
            coalesce(bool_or(p.polpermissive), false),
            coalesce(bool_or(p.polpermissive AND p.reads_all) AND bool_and(p.polpermissive OR p.reads_all), false)
        FROM reads r
        JOIN pg_catalog.pg_class c ON c.oid = r.oid AND c.relkind IN ('r', 'p') AND c.relrowsecurity
        JOIN pg_catalog.pg_roles reader ON reader.oid = r.reader AND NOT reader.rolsuper AND NOT reader.rolbypassrls
        LEFT JOIN LATERAL (
            SELECT polpermissive, pg_get_expr(polqual, polrelid) = 'true' AS reads_all
            FROM pg_catalog.pg_policy
            WHERE polrelid = c.oid AND polcmd IN ('r', '*') AND EXISTS (
                SELECT FROM unnest(polroles) AS role (oid)
                WHERE CASE WHEN role.oid = 0 THEN true ELSE pg_has_role(reader.oid, role.oid, 'USAGE') END)
        ) p ON true
        WHERE c.relforcerowsecurity OR NOT pg_has_role(reader.oid, c.relowner, 'USAGE')
        GROUP BY r.key, r.is_direct, c.oid, reader.rolname
        ORDER BY r.key, 2 NULLS FIRST
        """;

    /// <summary>Reads what applies to the two tables.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="ids">The tables' object ids.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<IReadOnlyList<RowSecurity>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<string, uint> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.AddWithValue(
            "registrations", NpgsqlDbType.Oid, ids.GetValueOrDefault(TableCatalog.Registrations));
        command.Parameters.AddWithValue("events", NpgsqlDbType.Oid, ids.GetValueOrDefault(TableCatalog.Events));
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<RowSecurity>();
        while (await row.ReadAsync(cancellationToken))
        {
            string? behind = row.IsDBNull(1) ? null : row.GetString(1);
            // A view may read other tables too, so not every row of it need be hidden.
            found.Add(new RowSecurity(row.GetString(0), behind is not null || row.GetBoolean(3), row.GetBoolean(4))
            {
                Behind = behind,
                Reader = row.GetString(2)
            });
        }

        return found;
    }
}
