using LeadGraph.Data;
using LeadGraph.Data.Tables;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>The SQL that <c>database install --script</c> prints.</summary>
internal static class InstallationScript
{
    /// <summary>
    /// What <c>database install</c> would run in the configured database. If none is configured or it cannot be
    /// reached, an installation over tables as the settings name them.
    /// </summary>
    /// <param name="connectionString">The connection string that is configured, if any.</param>
    /// <param name="mapping">The names that the settings give to the tables.</param>
    /// <param name="error">Where it is said that the database could not be reached.</param>
    /// <exception cref="DatabaseNotReadyException">
    /// The two tables lack something, or what is installed is of a version that cannot be upgraded.
    /// </exception>
    public static async Task<string> OfAsync(string? connectionString, TableMapping mapping, TextWriter error)
    {
        var connection = DatabaseConnection.Parse(connectionString, demoFile: "demo.db");
        if (connection.Provider == DatabaseProvider.PostgreSql)
        {
            try
            {
                await using NpgsqlMultiHostDataSource servers =
                    new NpgsqlDataSourceBuilder(connection.ConnectionString).BuildMultiHost();
                return await MaintainedInstallation.ScriptAsync(
                    servers.WithTargetSession(TargetSessionAttributes.Primary), mapping, CancellationToken.None);
            }
            catch (NpgsqlException failure)
                when (failure is not PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege })
            {
                await error.WriteLineAsync($"The database cannot be reached: {failure.Message} So this is the "
                    + "script of an installation. If Maintained mode is installed there, it may need an upgrade "
                    + "instead.");
            }
        }

        return MaintainedInstallation.InstallScriptOf(TableShape.Default with { Names = mapping.AsWritten() });
    }
}
