using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>Installs and removes the schema of Maintained mode.</summary>
public static class MaintainedInstallation
{
    /// <summary>The SQL of the installation, for <see cref="InstallAsync"/> or for a DBA.</summary>
    public static string InstallScript => Script("Maintained.maintained-install.sql");

    /// <summary>The SQL of the removal.</summary>
    public static string UninstallScript => Script("Maintained.maintained-uninstall.sql");

    /// <summary>Installs the schema unless it exists.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="cancellationToken">Ends the attempt, which leaves nothing behind.</param>
    /// <returns>Whether something was changed.</returns>
    /// <exception cref="PostgresException">The role may not create schemas, or lacks the two tables.</exception>
    public static Task<bool> InstallAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
        => RunAsync(source, InstallScript, whenInstalled: false, cancellationToken);

    /// <summary>Removes the schema if it exists.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="cancellationToken">Ends the attempt, which leaves everything in place.</param>
    /// <returns>Whether something was changed.</returns>
    /// <exception cref="PostgresException">The role is not the owner, or the schema holds something else.</exception>
    public static Task<bool> UninstallAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
        => RunAsync(source, UninstallScript, whenInstalled: true, cancellationToken);

    private static async Task<bool> RunAsync(
        NpgsqlDataSource source, string script, bool whenInstalled, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var installed = new NpgsqlCommand("SELECT to_regclass('leadgraph.state') IS NOT NULL", connection);
        if (await installed.ExecuteScalarAsync(cancellationToken) is not bool found || found != whenInstalled)
        {
            return false;
        }

        await using var command = new NpgsqlCommand(script, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static string Script(string name)
    {
        using Stream resource = typeof(MaintainedInstallation).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
