using System.CommandLine;
using LeadGraph.Configuration;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Tables;
using LeadGraph.Scoring;
using LeadGraph.Store;
using LeadGraph.Webhooks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>
/// The command <c>database install|status|uninstall [--script]</c>: installs and removes the store, which in PostgreSQL
/// is schema <c>leadgraph</c> and serves Maintained mode too, and shows its state.
/// </summary>
public static class DatabaseCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="read">Reads the settings, none of which is unknown.</param>
    public static Command Create(Func<SettingsArguments, IConfiguration> read) => new(
        "database", "Installs, inspects or removes the store.")
    {
        Named(read, "install", "Creates schema leadgraph, or the file beside a SQLite database, or upgrades it.",
            "Prints the SQL for a DBA: for the configured database if it can be reached, else of an installation.",
            (connection, mapping, streams) => InstallationScript.OfAsync(connection, mapping, streams.Error)),
        Named(read, "status", "Shows the state of the store and of the maintained table, and which rows do not count.",
            scriptDescription: null, script: null),
        Named(read, "uninstall", "Drops schema leadgraph, or deletes that file.",
            "Prints the SQL for a DBA; does not connect.",
            (_, _, _) => Task.FromResult(MaintainedInstallation.UninstallScript))
    };

    private static Command Named(
        Func<SettingsArguments, IConfiguration> read, string name, string description, string? scriptDescription,
        Func<string?, TableMapping, InvocationConfiguration, Task<string>>? script)
    {
        Option<bool> prints = new("--script") { Description = scriptDescription };
        Command action = new(name, description);
        if (script is not null)
        {
            action.Options.Add(prints);
        }

        action.WithSettings(async (settings, command, cancel) =>
        {
            IConfiguration configuration = read(settings);
            TableMapping mapping = ReadMapping(configuration);
            InvocationConfiguration streams = command.InvocationConfiguration;
            string? connection = configuration.GetConnectionString("LeadGraph");
            return script is not null && command.GetValue(prints)
                ? await ExplainingAsync(
                    async () => await streams.Output.WriteAsync(
                        InOneTransaction(await script(connection, mapping, streams))),
                    tlsOf: null, streams.Error)
                : await RunAsync(
                    name, connection, streams.Output, streams.Error, mapping, ReadRules(configuration),
                    configuration.ReadSettings<ActivityOptions>(ActivityOptions.Section).Mode);
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
    /// <param name="rules">The rules of the settings; null for the defaults.</param>
    /// <param name="mode">The mode of the settings, for the status.</param>
    /// <returns>The exit code: 0, or 1 after an error.</returns>
    public static async Task<int> RunAsync(
        string action, string? connectionString, TextWriter output, TextWriter error, TableMapping? mapping = null,
        ScoringRules? rules = null, ActivityMode mode = ActivityMode.Maintained)
    {
        rules ??= new ScoringRules();
        var connection = DatabaseConnection.Parse(connectionString, demoFile: "demo.db");
        if (connection.IsDemo)
        {
            await error.WriteLineAsync(
                $"{DatabaseConnection.Setting} is not set. The demo data have a store without being asked.");
            return 1;
        }

        if (connection.Provider == DatabaseProvider.Sqlite)
        {
            return await ExplainingAsync(
                async () =>
                {
                    await StoreFileCommand.RunAsync(action, connection.ConnectionString, output);
                    if (action == "status")
                    {
                        await LiveStatus.WriteAsync(
                            connection, null, mapping ?? TableMapping.Default, rules, output, CancellationToken.None);
                        if (StoreFile.Of(connection.ConnectionString) is { } file && file.FindVersion() is not null)
                        {
                            await WriteWebhooksAsync(new StoreConnection(file.Open()), output);
                        }
                    }
                },
                tlsOf: null, error);
        }

        return await ExplainingAsync(
            async () =>
            {
                // The primary, if the connection string names several servers.
                await using NpgsqlMultiHostDataSource servers =
                    new NpgsqlDataSourceBuilder(connection.ConnectionString).BuildMultiHost();
                NpgsqlDataSource primary = servers.WithTargetSession(TargetSessionAttributes.Primary);
                if (action == "status" && mode == ActivityMode.Live)
                {
                    await WriteLiveStatusAsync(connection, primary, mapping, rules, output);
                }
                else
                {
                    await RunAsync(action, primary, mapping, output);
                }

                if (action == "status" && await MaintainedInstallation.IsReadableAsync(primary, CancellationToken.None))
                {
                    await WriteWebhooksAsync(
                        new StoreConnection(await primary.OpenConnectionAsync()), output);
                }
            },
            tlsOf: connection.ConnectionString, error);
    }

    private static async Task WriteWebhooksAsync(StoreConnection store, TextWriter output)
    {
        foreach ((string name, string text) in await WebhookStatus.ReadAsync(store, CancellationToken.None))
        {
            await output.WriteLineAsync(MaintainedStatus.Line($"webhook {name}", text));
        }
    }

    private static async Task<int> ExplainingAsync(Func<Task> run, string? tlsOf, TextWriter error)
    {
        try
        {
            try
            {
                await run();
                return 0;
            }
            catch (NpgsqlException failure) when (tlsOf is not null)
            {
                if (await TlsProblem.FindAsync(failure, tlsOf) is { } problem)
                {
                    throw new DatabaseNotReadyException(problem, failure);
                }

                throw;
            }
        }
        catch (PostgresException exception)
        {
            await error.WriteLineAsync(exception.SqlState switch
            {
                PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
                    => $"{exception.MessageText}. Is schema leadgraph installed, and are both tables in the search "
                        + "path?",
                PostgresErrorCodes.InsufficientPrivilege
                    => $"{exception.MessageText}. To have a DBA do it, print the SQL with --script.",
                _ => exception.MessageText
            });
        }
        catch (Exception lacking) when (lacking is DatabaseNotReadyException or CommandException)
        {
            await error.WriteLineAsync(lacking.Message);
        }
        catch (SqliteException failure)
        {
            await error.WriteLineAsync($"The database cannot be read: {failure.Message}");
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

    private static ScoringRules ReadRules(IConfiguration configuration)
    {
        var rules = configuration.ReadSettings<ScoringRules>(ScoringRules.Section);
        string[] problems = [.. rules.Problems().Select(problem => problem.Message)];
        return problems.Length == 0 ? rules
            : throw new OptionsValidationException(ScoringRules.Section, typeof(ScoringRules), problems);
    }

    // The schema may be installed all the same.
    private static async Task WriteLiveStatusAsync(
        DatabaseConnection connection, NpgsqlDataSource primary, TableMapping? mapping, ScoringRules rules,
        TextWriter output)
    {
        if (await MaintainedInstallation.IsReadableAsync(primary, CancellationToken.None))
        {
            await MaintainedStatus.WriteAsync(primary, output, CancellationToken.None, mapping, rules);
        }
        else
        {
            await LiveStatus.WriteAsync(
                connection, primary, mapping ?? TableMapping.Default, rules, output, CancellationToken.None);
        }
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
                    ? "Installed. Grant the role that LeadGraph connects as what docs/database.md lists, unless it is "
                        + "this one. From now on LeadGraph records tier changes."
                    : await MaintainedInstallation.UpgradeAsync(source, CancellationToken.None)
                    ? "Upgraded. Start LeadGraph again."
                    : "Installed already; nothing was changed.");
                string?[] costs =
                    [NewEventSearches.Cost(catalog.ToShape()), RegistrationSearch.Cost(catalog.ToShape())];
                foreach (string cost in costs.OfType<string>())
                {
                    await output.WriteLineAsync(cost);
                }

                break;
            case "uninstall":
                await output.WriteLineAsync(await MaintainedInstallation.UninstallAsync(source, CancellationToken.None)
                    ? "Uninstalled. A LeadGraph in Maintained mode cannot serve this database any more, and in Live "
                        + "mode it records no tier changes."
                    : "Not installed; nothing was changed.");
                break;
            default:
                await MaintainedStatus.WriteAsync(source, output, CancellationToken.None, mapping);
                break;
        }
    }
}
