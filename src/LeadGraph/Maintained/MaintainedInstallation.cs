using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Tables;
using LeadGraph.Store;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>Installs and removes the schema of Maintained mode.</summary>
public static partial class MaintainedInstallation
{
    private const int MostAttempts = 5;

    /// <summary>The SQL of the installation over the tables of the documentation.</summary>
    public static string InstallScript => InstallScriptOf(TableShape.Default);

    /// <summary>The SQL of the removal.</summary>
    public static string UninstallScript => EmbeddedText.Read("Maintained.maintained-uninstall.sql");

    /// <summary>The SQL of the installation, for <see cref="InstallAsync"/> or for a DBA.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string InstallScriptOf(TableShape shape) => Placeholder().Replace(
        EmbeddedText.Read("Maintained.maintained-install.sql"),
        found => found.Value == "{registrations}" ? SourceSql.Registrations(shape)
            : shape.EventsHaveId ? $"coalesce((SELECT max(e.id) FROM {SourceSql.Events(shape)} e), 0)"
            : "0") + "\n" + StoreScripts.PostgreSql;

    /// <summary>Installs the schema unless it exists.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="cancellationToken">Ends the attempt, which leaves nothing behind.</param>
    /// <param name="mapping">
    /// The names that the settings give to the tables; null for those of the documentation.
    /// </param>
    /// <returns>Whether something was changed.</returns>
    /// <exception cref="PostgresException">The role may not create schemas.</exception>
    /// <exception cref="DatabaseNotReadyException">The two tables lack something.</exception>
    public static Task<bool> InstallAsync(
        NpgsqlDataSource source, CancellationToken cancellationToken, TableMapping? mapping = null)
        => RunAsync(source, cancellationToken, async connection =>
        {
            if (await IsInstalledAsync(connection, cancellationToken))
            {
                return null;
            }

            TableCatalog catalog = await PostgreSqlCatalog.ReadAsync(
                connection, mapping ?? TableMapping.Default, cancellationToken);
            return InstallScriptOf(catalog.ToShape());
        });

    /// <summary>Upgrades the schema of an earlier version.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="cancellationToken">Ends the attempt, which leaves everything as it was.</param>
    /// <returns>Whether something was changed; if not, the schema is of this version.</returns>
    /// <exception cref="PostgresException">The role is not the owner, or nothing is installed.</exception>
    /// <exception cref="DatabaseNotReadyException">It is of a version that cannot be upgraded.</exception>
    public static Task<bool> UpgradeAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
        => RunAsync(
            source, cancellationToken, connection => UpgradeScriptAsync(connection, "FOR UPDATE", cancellationToken));

    /// <summary>Whether the schema is installed and the role may read it.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<bool> IsReadableAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        // In this order, because to_regclass fails without USAGE.
        await using NpgsqlCommand command = source.CreateCommand("""
            SELECT CASE WHEN has_schema_privilege(to_regnamespace('leadgraph'), 'USAGE')
                THEN has_table_privilege(to_regclass('leadgraph.state'), 'SELECT') END
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The SQL that an installation in a database would run now.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="mapping">The names that the settings give to the tables.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PostgresException">The role may not see what is installed.</exception>
    /// <exception cref="DatabaseNotReadyException">
    /// The two tables lack something, or what is installed is of a version that cannot be upgraded.
    /// </exception>
    public static async Task<string> ScriptAsync(
        NpgsqlDataSource source, TableMapping mapping, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        return await IsInstalledAsync(connection, cancellationToken)
            ? await UpgradeScriptAsync(connection, locking: "", cancellationToken)
                ?? "-- Installed already; there is nothing to do."
            : InstallScriptOf((await PostgreSqlCatalog.ReadAsync(connection, mapping, cancellationToken)).ToShape());
    }

    /// <summary>Removes the schema if it exists.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="cancellationToken">Ends the attempt, which leaves everything in place.</param>
    /// <returns>Whether something was changed.</returns>
    /// <exception cref="PostgresException">The role is not the owner, or the schema holds something else.</exception>
    public static Task<bool> UninstallAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
        => RunAsync(source, cancellationToken, async connection
            => await IsInstalledAsync(connection, cancellationToken) ? UninstallScript : null);

    private static async Task<string?> UpgradeScriptAsync(
        NpgsqlConnection connection, string locking, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand(
            $"SELECT {StoreVersion.Column} FROM leadgraph.state s {locking}", connection);
        int? version = await read.ExecuteScalarAsync(cancellationToken) as int?;
        if (version is >= StoreVersion.OldestUpgradable and < StoreVersion.Current)
        {
            return $"{EmbeddedText.Read("Maintained.maintained-upgrade.sql")}\n{StoreScripts.PostgreSql}";
        }

        StoreVersion.Require(version);
        return null;
    }

    private static async Task<bool> IsInstalledAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand("SELECT to_regclass('leadgraph.state') IS NOT NULL", connection);
        return await read.ExecuteScalarAsync(cancellationToken) is true;
    }

    // A LeadGraph that is running takes the same tables one by one, in another order. PostgreSQL ends one of the two
    // when they wait for each other; what this one has done is undone then, and it begins again.
    private static async Task<bool> RunAsync(
        NpgsqlDataSource source, CancellationToken cancellationToken, Func<NpgsqlConnection, Task<string?>> script)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(source, cancellationToken, script);
            }
            catch (PostgresException deadlock)
                when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < MostAttempts)
            {
            }
        }
    }

    // The script is null if there is nothing to do.
    private static async Task<bool> RunOnceAsync(
        NpgsqlDataSource source, CancellationToken cancellationToken, Func<NpgsqlConnection, Task<string?>> script)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await script(connection) is not { } sql)
        {
            return false;
        }

        // Indexes of large tables take their time, and so may others who hold the tables.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    [GeneratedRegex(@"\{(largest_id|registrations)\}")]
    private static partial Regex Placeholder();
}
