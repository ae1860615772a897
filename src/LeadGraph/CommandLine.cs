using System.CommandLine;
using System.CommandLine.Invocation;
using HotChocolate.Execution;
using LeadGraph.Access;
using LeadGraph.Configuration;
using LeadGraph.Demo;
using LeadGraph.Http;
using LeadGraph.Insight;
using LeadGraph.Maintained;
using LeadGraph.Operations;
using LeadGraph.Webhooks;
using Microsoft.Extensions.Options;

namespace LeadGraph;

/// <summary>The command line: the service, which runs without a command, and the commands.</summary>
public static class CommandLine
{
    private const int Failed = 1;

    /// <summary>Runs the command that the arguments name, or the service.</summary>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where errors go.</param>
    /// <returns>The exit code: 0, or 1 after an error, which has been written.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        RootCommand root = new("Scores leads and serves them over GraphQL and REST. Without a command it serves.")
        {
            AuthCommand.Create(ReadSettings),
            DatabaseCommand.Create(ReadSettings),
            HealthCommand.Create(ReadSettings),
            RulesCommand.Create(BuildToRead),
            WebhooksCommand.Create(BuildToRead),
            Schema()
        };
        root.Directives.Clear();
        root.WithSettings((settings, _, cancel) => ServeAsync(settings, error));

        ParseResult command = root.Parse(
            arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        try
        {
            // The parser takes it for a directive, of which there are none, and would ignore it.
            if (arguments is [['[', ..], ..])
            {
                throw new CommandException($"{arguments[0]} is not a command or a setting. Run it with --help.");
            }

            if (ProblemsOf(command) is { Count: > 0 } problems)
            {
                // Not the whole help, because the output of a command may be appended to a file.
                throw new CommandException(
                    string.Join(Environment.NewLine, problems.Append("Run it with --help.")));
            }

            // Without a timeout, because the service ends its requests itself when it stops.
            return await command.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null
            });
        }
        catch (Exception failure)
        {
            await error.WriteLineAsync(Explain(failure));
            return Failed;
        }
    }

    private static List<string> ProblemsOf(ParseResult command)
    {
        Command chosen = command.CommandResult.Command;
        bool isHandled = command.Action is not (null or ParseErrorAction) && command.Action != chosen.Action;
        return isHandled ? []
            :
            [
                // The parser leaves this to the commands that take settings, and those that take none under them.
                .. chosen.TreatUnmatchedTokensAsErrors
                    ? command.UnmatchedTokens.Select(word => $"There is no {word} here.") : [],
                .. command.Errors.Select(problem => problem.Message).Distinct()
            ];
    }

    private static Command Schema()
    {
        Option<string?> file = new("--output") { Description = "The file to write; standard output unless given." };
        Command export = new("export", "Writes the schema in the schema definition language.") { file };
        export.WithSettings(async (settings, command, cancel) =>
        {
            await using WebApplication app = settings.CreateBuilder().AddLeadGraph().Build().MapLeadGraph();
            IRequestExecutor executor = await app.Services.GetRequiredService<IRequestExecutorResolver>()
                .GetRequestExecutorAsync(cancellationToken: cancel);
            string schema = executor.Schema.ToString()!;
            await (command.GetValue(file) is { } path
                ? File.WriteAllTextAsync(path, schema, cancel)
                : command.InvocationConfiguration.Output.WriteAsync(schema));
            return 0;
        });
        return new Command("schema", "Exports the GraphQL schema.") { export };
    }

    // For commands that need some settings only. An application without settings knows the sections of all.
    private static IConfiguration ReadSettings(SettingsArguments arguments)
    {
        IConfiguration configuration = arguments.CreateBuilder().Configuration;
        configuration.RequireKnownSettings(
        [
            .. WebApplication.CreateEmptyBuilder(new WebApplicationOptions()).AddLeadGraph().Services
                .Select(service => service.IsKeyedService ? null : service.ImplementationInstance)
                .OfType<SettingsSection>()
        ]);
        return configuration;
    }

    // For commands that read leads as the service does, which is not started.
    private static WebApplication BuildToRead(SettingsArguments settings)
    {
        WebApplication app = settings.CreateBuilder().AddLeadGraph().Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.Services.EnsureDemoData();
        return app;
    }

    private static async Task<int> ServeAsync(SettingsArguments settings, TextWriter error)
    {
        try
        {
            await using WebApplication app = settings.CreateBuilder().AddLeadGraph().Build().MapLeadGraph();
            CancellationToken stopping = app.Lifetime.ApplicationStopping;
            try
            {
                await app.RunAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // It was stopped before it had started.
            }

            return 0;
        }
        catch (Exception failure)
        {
            string[] settingsAtFault = [.. ProblemsOf(failure)];
            await error.WriteLineAsync(settingsAtFault.Length > 0
                ? string.Join(Environment.NewLine + "  ",
                    settingsAtFault.Prepend("LeadGraph does not start, because of its configuration:"))
                : $"LeadGraph does not start: {ListenAddresses.Explain(failure) ?? Explain(failure)}");
            return Failed;
        }
    }

    private static string Explain(Exception failure)
        => ProblemsOf(failure) is var problems && problems.Any()
            ? string.Join(Environment.NewLine, problems) : failure.Message;

    // All invalid options are reported together.
    private static IEnumerable<string> ProblemsOf(Exception failure) => failure switch
    {
        OptionsValidationException invalid => invalid.Failures,
        AggregateException several => several.InnerExceptions.SelectMany(ProblemsOf).Distinct(),
        _ => []
    };
}
