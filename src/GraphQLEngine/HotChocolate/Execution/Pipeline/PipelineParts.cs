using HotChocolate.CostAnalysis;
using HotChocolate.Execution.Options;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>What the steps of a pipeline share.</summary>
internal sealed class PipelineParts
{
    public required Schema Schema { get; init; }

    public required RequestParserOptions Parser { get; init; }

    /// <summary>What is wrong with a document; empty for a valid one.</summary>
    public required Func<DocumentNode, IReadOnlyList<IError>> Validate { get; init; }

    public required RequestExecutorOptions Options { get; init; }

    public required CostOptions Cost { get; init; }

    /// <summary>The services of requests that bring none.</summary>
    public required IServiceProvider Services { get; init; }

    public required ErrorReporter Errors { get; init; }

    public required ExecutionDiagnostics Diagnostics { get; init; }

    /// <summary>Where documents are stored under an identifier; null where there is no such place.</summary>
    public IOperationDocumentStorage? Storage { get; init; }

    public DocumentCache Documents { get; } = new();
}
