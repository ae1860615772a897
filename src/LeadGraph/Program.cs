using LeadGraph;
using Microsoft.Extensions.Options;

try
{
    WebApplication app = WebApplication.CreateBuilder(args).AddLeadGraph().Build().MapLeadGraph();
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
