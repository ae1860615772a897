using System.Text.Json;
using HotChocolate.Conformance;
using HotChocolate.CostAnalysis;
using HotChocolate.Execution.Options;
using HotChocolate.Language;
using HotChocolate.Types;
using HotChocolate.Validation;
using HotChocolate.Validation.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotChocolate.Execution;

/// <summary>An executor over a schema that a test has made.</summary>
internal static class TestExecutor
{
    public static RequestExecutor Create(
        Schema schema,
        IReadOnlyList<IErrorFilter>? errorFilters = null,
        RequestExecutorOptions? options = null,
        IServiceProvider? services = null,
        IReadOnlyList<RequestStep>? steps = null,
        IOperationDocumentStorage? storage = null,
        CostOptions? cost = null) => new(
            new PipelineParts
            {
                Schema = schema,
                Parser = ConformanceVectors.ParserOptions,
                Validate = document => DocumentValidator.Validate(
                    schema, document, new ValidationOptions { AllowsIntrospection = options?.RevealsSchemaNames ?? true }),
                Options = options ?? new RequestExecutorOptions(),
                Cost = cost ?? new CostOptions { MaxFieldCost = 1_000_000, MaxTypeCost = 1_000_000 },
                Services = services ?? new ServiceCollection().BuildServiceProvider(),
                Errors = new ErrorReporter(errorFilters ?? [], options?.RevealsSchemaNames ?? true),
                Diagnostics = new ExecutionDiagnostics(NullLogger<RequestExecutor>.Instance),
                Storage = storage,
            },
            steps ?? PredefinedPipelines.Default);

    /// <summary>An executor over a schema from SDL, whose fields are resolved by name.</summary>
    public static RequestExecutor Create(string sdl, Dictionary<string, FieldResolver> resolvers)
        => Create(SchemaOf(sdl, resolvers));

    public static Schema SchemaOf(string sdl, Dictionary<string, FieldResolver> resolvers) => SdlSchemaBuilder.Build(
        Utf8GraphQLParser.Parse(sdl, new RequestParserOptions()), context => resolvers[context.Field.Name](context));

    /// <summary>The response to a document, as compact JSON.</summary>
    public static async Task<string> AskAsync(
        this RequestExecutor executor,
        string document,
        object? variables = null,
        CancellationToken cancellationToken = default)
    {
        var request = new OperationRequest
        {
            Document = document,
            Variables = variables is null ? default : JsonSerializer.SerializeToUtf8Bytes(variables),
        };
        await using IExecutionResult result = await executor.ExecuteAsync(request, cancellationToken);
        return result.ToJson(withIndentations: false);
    }
}
