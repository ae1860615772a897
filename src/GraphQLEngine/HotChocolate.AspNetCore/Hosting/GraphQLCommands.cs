using HotChocolate.Execution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Runs a service, or the command <c>schema export</c>.</summary>
public static class GraphQLCommands
{
    private const string Usage = "Usage: schema export [--output <file>]";

    /// <summary>
    /// Runs the host, or, where the arguments are <c>schema export [--output file]</c>, writes the schema's text to
    /// the file or to standard output, without starting the host.
    /// </summary>
    /// <param name="host">The service.</param>
    /// <param name="args">The arguments of the program.</param>
    /// <returns>The exit code, which is also set for the process: 0, or 1 where the arguments are wrong.</returns>
    public static async Task<int> RunWithGraphQLCommandsAsync(this IHost host, string[] args)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(args);
        switch (args)
        {
            case ["schema", "export"]:
                await Console.Out.WriteAsync(SchemaOf(host));
                return 0;
            case ["schema", "export", "--output", var file]:
                await File.WriteAllTextAsync(file, SchemaOf(host));
                return 0;
            case ["schema", ..]:
                await Console.Error.WriteLineAsync(Usage);
                Environment.ExitCode = 1;
                return 1;
            default:
                await host.RunAsync();
                return 0;
        }
    }

    private static string SchemaOf(IHost host)
        => host.Services.GetRequiredService<IRequestExecutor>().Schema.ToString()!;
}
