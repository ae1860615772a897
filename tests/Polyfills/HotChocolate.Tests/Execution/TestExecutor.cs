using HotChocolate.Conformance;
using HotChocolate.Execution.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotChocolate.Execution;

/// <summary>An executor over a schema that a test has made.</summary>
internal static class TestExecutor
{
    public static RequestExecutor Create(Schema schema) => new(
        schema,
        new DocumentPreparer(schema, ConformanceVectors.ParserOptions, document => []),
        new PersistedDocuments(PersistedDocumentMode.None, null, false),
        new CostLimits(),
        new ServiceCollection().BuildServiceProvider(),
        [],
        new RequestExecutorOptions(),
        new ExecutionDiagnostics(NullLogger<RequestExecutor>.Instance));
}
