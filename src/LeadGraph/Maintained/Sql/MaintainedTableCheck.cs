using LeadGraph.Data;
using LeadGraph.Store;
using Npgsql;

namespace LeadGraph.Maintained.Sql;

/// <summary>Checks that the maintained table exists and can be read.</summary>
/// <param name="clock">Measures time that passes.</param>
public sealed class MaintainedTableCheck(TimeProvider clock) : IActivityTableCheck
{
    private const string Install = "Run LeadGraph with \"database install\".";

    // coalesce, because has_…_privilege returns NULL for missing objects.
    private const string PrivilegesSql = """
        SELECT current_user,
            to_regnamespace('leadgraph') IS NOT NULL,
            coalesce(has_schema_privilege(to_regnamespace('leadgraph'), 'USAGE'), false)
        """;

    private const string TablesSql = """
        SELECT to_regclass('leadgraph.state') IS NOT NULL AND to_regclass('leadgraph.user_activity') IS NOT NULL
                AND to_regclass('leadgraph.tier_changes') IS NOT NULL,
            coalesce(has_table_privilege(to_regclass('leadgraph.state'), 'SELECT')
                AND has_table_privilege(to_regclass('leadgraph.user_activity'), 'SELECT'), false),
            coalesce((
                SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_catalog.pg_class c
                WHERE c.relnamespace = to_regnamespace('leadgraph') AND c.relkind IN ('r', 'p')
                    AND row_security_active(c.oid)), '')
        """;

    private const string StateSql = $"SELECT as_of IS NULL, {StoreVersion.Column}, "
        + "coalesce(extract(epoch FROM clock_timestamp() - ticked_at), 0)::float8, ticked_at FROM leadgraph.state s";

    private readonly StoredAge _age = new(clock);

    /// <inheritdoc/>
    public async Task<(TimeSpan Age, string? Problem)> RequireFilledAsync(
        NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        object[] privileges = await RowAsync(connection, PrivilegesSql, cancellationToken);
        if (privileges is [_, false, _])
        {
            throw new DatabaseNotReadyException($"Maintained mode is not installed in this database. {Install}");
        }

        string role = (string)privileges[0];
        if (privileges is [_, _, false])
        {
            throw new DatabaseNotReadyException($"Role \"{role}\" lacks USAGE on schema \"leadgraph\".");
        }

        switch (await RowAsync(connection, TablesSql, cancellationToken))
        {
            case [false, ..]:
                throw new DatabaseNotReadyException($"Schema \"leadgraph\" lacks tables of Maintained mode. {Install}");
            case [_, false, _]:
                throw new DatabaseNotReadyException(
                    $"Role \"{role}\" lacks SELECT on tables \"state\" and \"user_activity\" of schema \"leadgraph\".");
            case [.., string { Length: > 0 } hidden]:
                throw new DatabaseNotReadyException(
                    $"Row-level security may hide rows of LeadGraph's own tables from role \"{role}\": {hidden}, in "
                    + "schema \"leadgraph\". Disable it there, or give the role BYPASSRLS.");
        }

        object[] state = await RowAsync(connection, StateSql, cancellationToken);
        // While a later version takes over, this one goes on serving what is there.
        int? version = state[1] as int?;
        string? problem = StoreVersion.Problem(version);
        if (problem is not null && !StoreVersion.IsLater(version))
        {
            throw new DatabaseNotReadyException(problem);
        }

        if (state is [true, ..])
        {
            throw new DatabaseNotReadyException("leadgraph.user_activity is being filled for the first time.");
        }

        return (_age.Note(state[3], TimeSpan.FromSeconds((double)state[2])), problem);
    }

    private static async Task<object[]> RowAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        object[] row = new object[reader.FieldCount];
        reader.GetValues(row);
        return row;
    }
}
