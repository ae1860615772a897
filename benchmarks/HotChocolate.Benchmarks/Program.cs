using System.Buffers;
using System.Text;
using HotChocolate.Benchmarks;
using HotChocolate.Execution;
using HotChocolate.Language;
using HotChocolate.Validation;
using Microsoft.Extensions.DependencyInjection;

// Prints what the stages of the engine cost: microseconds and allocated bytes a call.
var services = new ServiceCollection();
services.AddSingleton<People>();
services.AddGraphQLServer()
    .AddQueryType<Query>()
    .AddTypeExtension<PersonFields>()
    .AddDataLoader<FriendsLoader>()
    .ModifyCostOptions(options => options.MaxFieldCost = options.MaxTypeCost = 1_000_000);
var executor = services.BuildServiceProvider().GetRequiredService<RequestExecutor>();
var parserOptions = new RequestParserOptions();
byte[] rows = Encoding.UTF8.GetBytes(Documents.Rows);
DocumentNode rowsDocument = Utf8GraphQLParser.Parse(rows, parserOptions);
byte[] introspection = Encoding.UTF8.GetBytes(Documents.Introspection);
DocumentNode introspectionDocument = Utf8GraphQLParser.Parse(introspection, parserOptions);

Console.WriteLine($"| {"what",-44} | {"µs",10} | {"bytes",12} |");
Console.WriteLine($"|{new string('-', 46)}|{new string('-', 11)}:|{new string('-', 13)}:|");
await Measure.RunAsync("parse: 8 fields", () => Do(() => Utf8GraphQLParser.Parse(rows, parserOptions)));
await Measure.RunAsync("parse: introspection", () => Do(() => Utf8GraphQLParser.Parse(introspection, parserOptions)));
await Measure.RunAsync(
    "validate: 8 fields", () => Do(() => DocumentValidator.Validate(executor.Schema, rowsDocument)));
await Measure.RunAsync(
    "validate: introspection", () => Do(() => DocumentValidator.Validate(executor.Schema, introspectionDocument)));
await Execute("execute: one field", Documents.Field);
await Execute("execute: 100 rows of 8 scalar fields", Documents.Rows);
await Execute("execute: 3 levels with a DataLoader", Documents.Levels);
await Execute("execute: full introspection", Documents.Introspection);

static ValueTask Do(Func<object> work)
{
    work();
    return ValueTask.CompletedTask;
}

async Task Execute(string name, string document)
{
    var request = new OperationRequest { Document = document };
    var output = new ArrayBufferWriter<byte>(1024 * 1024);
    async ValueTask Once()
    {
        await using IExecutionResult result = await executor.ExecuteAsync(request, CancellationToken.None);
        output.ResetWrittenCount();
        ((OperationResult)result).WriteTo(output);
    }

    await Once();
    string response = Encoding.UTF8.GetString(output.WrittenSpan);
    if (response.Contains("\"errors\"", StringComparison.Ordinal))
    {
        throw new InvalidOperationException(response);
    }

    await Measure.RunAsync($"{name} ({output.WrittenCount:N0} B)", Once);
}
