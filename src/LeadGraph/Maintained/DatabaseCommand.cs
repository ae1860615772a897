using System.CommandLine;
using LeadGraph.Configuration;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Tables;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>
/// The command <c>database install|status|uninstall [--script]</c>: installs and removes the schema of Maintained
/// mode in a PostgreSQL database, and shows its state.
/// </summary>
public static class DatabaseCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create() => new("database", "Installs, inspects or removes the Maintained schema.")
    {
        Named("install", "Creates schema leadgraph, or upgrades it.",
            mapping => MaintainedInstallation.InstallScriptOf(TableShape.Default with { Names = mapping.AsWritten() })),
        Named("status", "Shows the state of the maintained table.", script: null),
        Named("uninstall", "Drops schema leadgraph.", _ => MaintainedInstallation.UninstallScript)
    };

    private static Command Named(string name, string description, Func<TableMapping, string>? script)
    {
        Option<bool> prints = new("--script") { Description = "Prints the SQL for a DBA; does not connect." };
        Command action = new(name, description);
        if (script is not null)
        {
            action.Options.Add(prints);
        }

        action.WithSettings(async (settings, command, cancel) =>
        {
            IConfiguration configuration = settings.CreateBuilder().Configuration;
            TableMapping mapping = ReadMapping(configuration);
            InvocationConfiguration streams = command.InvocationConfiguration;
            if (script is not null && command.GetValue(prints))
            {
                await streams.Output.WriteAsync(InOneTransaction(script(mapping)));
                return 0;
            }

            string? connection = configuration.GetConnectionString("LeadGraph");
            return await RunAsync(name, connection, streams.Output, streams.Error, mapping);
        });
        return action;
    }

    /// <summary>Runs an action.</summary>
    /// <param name="action"><c>install</c>, <c>status</c> or <c>uninstall</c>.</param>
    /// <param name="connectionString">The connection string that is configured, if any.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">The output for errors.</param>
    /// <param name="mapping">
    /// The names that the settings give to the tables; null for those of the documentation.
    /// </param>
    /// <returns>The exit code: 0, or 1 after an error.</returns>
    public static async Task<int> RunAsync(
        string action, string? connectionString, TextWriter output, TextWriter error, TableMapping? mapping = null)
    {
        try
        {
            var connection = DatabaseConnection.Parse(connectionString, demoFile: "demo.db");
            if (connection.Provider != DatabaseProvider.PostgreSql)
            {
                await error.WriteLineAsync($"{DatabaseConnection.Setting} is not a PostgreSQL connection string.");
                return 1;
            }

            // The primary, if the connection string names several servers.
            await using NpgsqlMultiHostDataSource servers =
                new NpgsqlDataSourceBuilder(connection.ConnectionString).BuildMultiHost();
            await RunAsync(action, servers.WithTargetSession(TargetSessionAttributes.Primary), mapping, output);
            return 0;
        }
        catch (PostgresException exception)
        {
            await error.WriteLineAsync(exception.SqlState switch
            {
                PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
                    => $"{exception.MessageText}. Is Maintained mode installed, and are both tables in the search "
                        + "path?",
                PostgresErrorCodes.InsufficientPrivilege
                    => $"{exception.MessageText}. To have a DBA do it, print the SQL with --script.",
                _ => exception.MessageText
            });
        }
        catch (DatabaseNotReadyException lacking)
        {
            await error.WriteLineAsync(lacking.Message);
        }
        catch (NpgsqlException failure)
        {
            await error.WriteLineAsync($"The database cannot be reached: {failure.Message}");
        }

        return 1;
    }

    private static TableMapping ReadMapping(IConfiguration configuration)
    {
        var options = configuration.ReadSettings<TableOptions>(TableOptions.Section);
        string[] problems = [.. options.Problems(DatabaseProvider.PostgreSql)];
        return problems.Length == 0 ? TableMapping.Of(options)
            : throw new OptionsValidationException(TableOptions.Section, typeof(TableOptions), problems);
    }

    // A script that fails must leave nothing behind.
    private static string InOneTransaction(string script) => $"BEGIN;\n{script.TrimEnd()}\nCOMMIT;\n";

    private static async Task RunAsync(
        string action, NpgsqlDataSource source, TableMapping? mapping, TextWriter output)
    {
        switch (action)
        {
            case "install":
                TableCatalog catalog = await PostgreSqlCatalog.ReadAsync(
                    source, mapping ?? TableMapping.Default, CancellationToken.None);
                await output.WriteLineAsync(await MaintainedInstallation.InstallAsync(
                        source, CancellationToken.None, mapping)
                    ? "Installed. Grant the role that LeadGraph connects as what docs/scaling.md lists, unless it is "
                        + "this one, and set LeadGraph__Activity__Mode=Maintained."
                    : await MaintainedInstallation.UpgradeAsync(source, CancellationToken.None)
                    ? "Upgraded. LeadGraph computes the table again when it starts."
                    : "Installed already; nothing was changed.");
                if (NewEventSearches.Cost(catalog.ToShape()) is { } cost)
                {
                    await output.WriteLineAsync(cost);
                }

                break;
            case "uninstall":
                await output.WriteLineAsync(await MaintainedInstallation.UninstallAsync(source, CancellationToken.None)
                    ? "Uninstalled. A LeadGraph in Maintained mode cannot serve this database any more."
                    : "Not installed; nothing was changed.");
                break;
            default:
                await MaintainedStatus.WriteAsync(source, output, CancellationToken.None, mapping);
                break;
        }
    }
}
