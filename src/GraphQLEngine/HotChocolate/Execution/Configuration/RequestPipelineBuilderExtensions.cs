using HotChocolate.CostAnalysis;
using HotChocolate.Execution;
using HotChocolate.Execution.Configuration;
using HotChocolate.Execution.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// The steps that requests take, in the order in which they are added. Where none is added requests take the default
/// ones, with cost analysis and without stored documents.
/// </summary>
public static class RequestPipelineBuilderExtensions
{
    /// <summary>
    /// Lets clients store documents by sending them once with their SHA-256 hash. There is no cost analysis in it: for
    /// that, the steps are added one by one.
    /// </summary>
    public static IRequestExecutorBuilder UseAutomaticPersistedOperationPipeline(this IRequestExecutorBuilder builder)
        => builder.Use([.. PredefinedPipelines.AutomaticPersisted]);

    /// <summary>
    /// Lets requests name documents that are stored on the server. There is no cost analysis in it: for that, the
    /// steps are added one by one.
    /// </summary>
    public static IRequestExecutorBuilder UsePersistedOperationPipeline(this IRequestExecutorBuilder builder)
        => builder.Use([.. PredefinedPipelines.Persisted]);

    /// <summary>Measures and traces requests. First of all, so that all is measured.</summary>
    public static IRequestExecutorBuilder UseInstrumentation(this IRequestExecutorBuilder builder)
        => builder.Use(InstrumentationStep.Step);

    /// <summary>Turns exceptions into responses.</summary>
    public static IRequestExecutorBuilder UseExceptions(this IRequestExecutorBuilder builder)
        => builder.Use(ExceptionsStep.Step);

    /// <summary>Cancels requests after <see cref="RequestExecutorOptions.ExecutionTimeout"/>.</summary>
    public static IRequestExecutorBuilder UseTimeout(this IRequestExecutorBuilder builder)
        => builder.Use(TimeoutStep.Step);

    /// <summary>Keeps documents that are in use, so that each is parsed and validated once.</summary>
    public static IRequestExecutorBuilder UseDocumentCache(this IRequestExecutorBuilder builder)
        => builder.Use(DocumentCacheStep.Step);

    /// <summary>Reads the stored documents that requests name.</summary>
    public static IRequestExecutorBuilder UseReadPersistedOperation(this IRequestExecutorBuilder builder)
        => builder.Use(ReadPersistedOperationStep.Step);

    /// <summary>Asks for a document that is not stored, to be sent with its hash.</summary>
    public static IRequestExecutorBuilder UseAutomaticPersistedOperationNotFound(this IRequestExecutorBuilder builder)
        => builder.Use(PersistedOperationNotFoundStep.AutomaticStep);

    /// <summary>Refuses requests that name a document which is not stored.</summary>
    public static IRequestExecutorBuilder UsePersistedOperationNotFound(this IRequestExecutorBuilder builder)
        => builder.Use(PersistedOperationNotFoundStep.Step);

    /// <summary>Stores valid documents that come with their SHA-256 hash.</summary>
    public static IRequestExecutorBuilder UseWritePersistedOperation(this IRequestExecutorBuilder builder)
        => builder.Use(WritePersistedOperationStep.Step);

    /// <summary>Refuses documents that are not stored, where <see cref="PersistedOperationOptions"/> say so.</summary>
    public static IRequestExecutorBuilder UseOnlyPersistedOperationAllowed(this IRequestExecutorBuilder builder)
        => builder.Use(OnlyPersistedOperationAllowedStep.Step);

    /// <summary>Parses documents. Required.</summary>
    public static IRequestExecutorBuilder UseDocumentParser(this IRequestExecutorBuilder builder)
        => builder.Use(DocumentParserStep.Step);

    /// <summary>Validates documents. Required.</summary>
    public static IRequestExecutorBuilder UseDocumentValidation(this IRequestExecutorBuilder builder)
        => builder.Use(DocumentValidationStep.Step);

    /// <summary>Refuses operations that cost more than <see cref="CostOptions"/> allow.</summary>
    public static IRequestExecutorBuilder UseCostAnalyzer(this IRequestExecutorBuilder builder)
        => builder.Use(CostAnalyzerStep.Step);

    /// <summary>Keeps the plans of operations that are in use.</summary>
    public static IRequestExecutorBuilder UseOperationCache(this IRequestExecutorBuilder builder)
        => builder.Use(OperationCacheStep.Step);

    /// <summary>Chooses the operation of a document. Required.</summary>
    public static IRequestExecutorBuilder UseOperationResolver(this IRequestExecutorBuilder builder)
        => builder.Use(OperationResolverStep.Step);

    /// <summary>Ends requests that are only to be prepared.</summary>
    public static IRequestExecutorBuilder UseSkipWarmupExecution(this IRequestExecutorBuilder builder)
        => builder.Use(SkipWarmupExecutionStep.Step);

    /// <summary>Coerces variables. Required.</summary>
    public static IRequestExecutorBuilder UseOperationVariableCoercion(this IRequestExecutorBuilder builder)
        => builder.Use(OperationVariableCoercionStep.Step);

    /// <summary>Executes operations. Required, and last.</summary>
    public static IRequestExecutorBuilder UseOperationExecution(this IRequestExecutorBuilder builder)
        => builder.Use(OperationExecutionStep.Step);

    /// <summary>Adds custom request middleware.</summary>
    public static IRequestExecutorBuilder UseRequest(
        this IRequestExecutorBuilder builder, RequestMiddleware middleware)
        => builder.Use(CustomStep.Of(middleware));

    private static IRequestExecutorBuilder Use(this IRequestExecutorBuilder builder, params RequestStep[] steps)
        => builder.Configure(setup => setup.Steps.AddRange(steps));
}
