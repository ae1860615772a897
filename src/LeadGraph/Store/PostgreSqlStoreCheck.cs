using Npgsql;

namespace LeadGraph.Store;

/// <summary>Tells whether schema <c>leadgraph</c> can be used as the store.</summary>
public static class PostgreSqlStoreCheck
{
    // In this order, because to_regclass fails without USAGE on the schema.
    private const string SchemaSql = """
        SELECT CASE
            WHEN to_regnamespace('leadgraph') IS NULL THEN 'missing'
            WHEN NOT has_schema_privilege('leadgraph', 'USAGE') THEN 'USAGE on schema "leadgraph"'
            WHEN to_regclass('leadgraph.state') IS NULL THEN 'missing'
            WHEN NOT has_table_privilege('leadgraph.state', 'SELECT') THEN 'SELECT on table "leadgraph.state"'
        END, current_user
        """;

    private const string VersionSql = $"SELECT {StoreVersion.Column} FROM leadgraph.state s";

    private const string PrivilegesSql = """
        SELECT n.privilege || ' on table "leadgraph.' || n.name || '"'
        FROM (VALUES
            ('tier_changes', 'SELECT'), ('tier_changes', 'INSERT'), ('tier_changes', 'DELETE'),
            ('known_tiers', 'SELECT'), ('known_tiers', 'INSERT'), ('known_tiers', 'UPDATE'), ('known_tiers', 'DELETE'),
            ('comparison', 'SELECT'), ('comparison', 'UPDATE'), ('feed', 'SELECT'), ('feed', 'UPDATE'),
            ('tier_days', 'SELECT'), ('tier_days', 'INSERT'), ('tier_days', 'UPDATE'),
            ('webhooks', 'SELECT'), ('webhooks', 'INSERT'), ('webhooks', 'UPDATE'),
            ('campaigns', 'SELECT'), ('campaigns', 'INSERT'), ('campaigns', 'UPDATE'), ('campaigns', 'DELETE'),
            ('campaign_members', 'SELECT'), ('campaign_members', 'INSERT'), ('campaign_members', 'DELETE'),
            ('audit', 'INSERT'),
            ('store', 'SELECT'),
            ('user_activity', 'SELECT')
        ) n (name, privilege)
        WHERE NOT has_table_privilege('leadgraph.' || n.name, n.privilege) LIMIT 1
        """;

    /// <summary>Why the schema cannot be used; null if it can.</summary>
    /// <param name="connection">A connection to the primary server.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NpgsqlException">The database failed.</exception>
    public static async Task<string?> FindProblemAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        string role;
        await using (var schema = new NpgsqlCommand(SchemaSql, connection))
        {
            await using NpgsqlDataReader row = await schema.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            role = row.GetString(1);
            switch (row.IsDBNull(0) ? null : row.GetString(0))
            {
                case "missing":
                    return LeadStore.NotInstalled;
                case { } privilege:
                    return Lacks(privilege);
            }
        }

        await using (var version = new NpgsqlCommand(VersionSql, connection))
        {
            if (StoreVersion.Problem(await version.ExecuteScalarAsync(cancellationToken) as int?) is { } problem)
            {
                return problem;
            }
        }

        await using var privileges = new NpgsqlCommand(PrivilegesSql, connection);
        return await privileges.ExecuteScalarAsync(cancellationToken) is string missing ? Lacks(missing) : null;

        string Lacks(string privilege) => $"Role \"{role}\" lacks {privilege}, which the store needs.";
    }
}
