using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Tables;
using LeadGraph.Maintained.Sql;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>Installs and removes the schema of Maintained mode.</summary>
public static partial class MaintainedInstallation
{
    /// <summary>
    /// The version of the schema, in <c>leadgraph.state</c>. It increases with every incompatible change of
    /// <c>maintained-install.sql</c>.
    /// </summary>
    public const int Version = 5;

    /// <summary>The oldest version that <see cref="UpgradeAsync"/> upgrades.</summary>
    public const int OldestUpgradable = 2;

    private const string IsInstalled = "to_regclass('leadgraph.state') IS NOT NULL";

    /// <summary>The SQL of the installation over the tables of the documentation.</summary>
    public static string InstallScript => InstallScriptOf(TableShape.Default);

    /// <summary>The SQL of the removal.</summary>
    public static string UninstallScript => Script("Maintained.maintained-uninstall.sql");

    /// <summary>The SQL of the installation, for <see cref="InstallAsync"/> or for a DBA.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string InstallScriptOf(TableShape shape) => Placeholder().Replace(
        Script("Maintained.maintained-install.sql"),
        found => found.Value == "{registrations}" ? SourceSql.Registrations(shape)
            : shape.EventsHaveId ? $"coalesce((SELECT max(e.id) FROM {SourceSql.Events(shape)} e), 0)"
            : "0");

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
        => RunAsync(source, $"SELECT NOT {IsInstalled}", cancellationToken, async connection =>
        {
            TableCatalog catalog = await PostgreSqlCatalog.ReadAsync(
                connection, mapping ?? TableMapping.Default, cancellationToken);
            return InstallScriptOf(catalog.ToShape());
        });

    /// <summary>Upgrades the schema of an earlier version.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="cancellationToken">Ends the attempt, which leaves everything as it was.</param>
    /// <returns>Whether something was changed.</returns>
    /// <exception cref="PostgresException">The role is not the owner, or nothing is installed.</exception>
    public static Task<bool> UpgradeAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
        => RunAsync(
            source,
            $"SELECT {MaintainedVersion.Column} BETWEEN {OldestUpgradable} AND {Version - 1} FROM leadgraph.state s "
                + "FOR UPDATE",
            cancellationToken, _ => Task.FromResult(Script("Maintained.maintained-upgrade.sql")));

    /// <summary>Removes the schema if it exists.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="cancellationToken">Ends the attempt, which leaves everything in place.</param>
    /// <returns>Whether something was changed.</returns>
    /// <exception cref="PostgresException">The role is not the owner, or the schema holds something else.</exception>
    public static Task<bool> UninstallAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
        => RunAsync(source, $"SELECT {IsInstalled}", cancellationToken, _ => Task.FromResult(UninstallScript));

    private static async Task<bool> RunAsync(
        NpgsqlDataSource source, string condition, CancellationToken cancellationToken,
        Func<NpgsqlConnection, Task<string>> script)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var applies = new NpgsqlCommand(condition, connection);
        if (await applies.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return false;
        }

        await using var command = new NpgsqlCommand(await script(connection), connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    [GeneratedRegex(@"\{(largest_id|registrations)\}")]
    private static partial Regex Placeholder();

    private static string Script(string name)
    {
        using Stream resource = typeof(MaintainedInstallation).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
