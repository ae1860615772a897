using LeadGraph;
using LeadGraph.Access;
using LeadGraph.Http;
using LeadGraph.Maintained;
using Microsoft.Extensions.Options;

if (args is ["auth", .. string[] authArguments])
{
    return AuthCommand.Run(authArguments, Console.Out, Console.Error);
}

if (args is ["database", .. string[] action])
{
    // Settings may follow the action, as they may the program's own name.
    IConfiguration settings = WebApplication.CreateBuilder(args).Configuration;
    return await DatabaseCommand.RunAsync(
        [.. action.TakeWhile(word => !word.Contains('='))], settings.GetConnectionString("LeadGraph"),
        Console.Out, Console.Error);
}

try
{
    // Paths are the caller's, and so may the working directory be any folder; the settings are the program's.
    var options = new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory };
    WebApplication app = WebApplication.CreateBuilder(options).AddLeadGraph().Build().MapLeadGraph();
    return await app.RunWithGraphQLCommandsAsync(args);
}
catch (OptionsValidationException invalid)
{
    Console.Error.WriteLine("LeadGraph does not start, because of its configuration:");
    foreach (string failure in invalid.Failures)
    {
        Console.Error.WriteLine($"  {failure}");
    }

    return 1;
}
catch (Exception failure) when (ListenAddresses.Explain(failure) is { } problem)
{
    Console.Error.WriteLine($"LeadGraph does not start: {problem}");
    return 1;
}
