namespace HotChocolate.Execution;

/// <summary>
/// HotChocolate's predefined pipelines, each a list of steps from the outermost inwards. LeadGraph lists its own steps.
/// </summary>
internal static class PredefinedPipelines
{
    /// <summary>What every pipeline has, in this order, for a request to get from its text to its result.</summary>
    private static readonly RequestStep[] s_required =
    [
        DocumentParserStep.Step,
        DocumentValidationStep.Step,
        OperationResolverStep.Step,
        OperationVariableCoercionStep.Step,
        OperationExecutionStep.Step,
    ];

    /// <summary>Requests bring their documents.</summary>
    public static IReadOnlyList<RequestStep> Default { get; } =
    [
        InstrumentationStep.Step,
        ExceptionsStep.Step,
        TimeoutStep.Step,
        DocumentCacheStep.Step,
        DocumentParserStep.Step,
        DocumentValidationStep.Step,
        CostAnalyzerStep.Step,
        OperationCacheStep.Step,
        OperationResolverStep.Step,
        SkipWarmupExecutionStep.Step,
        OperationVariableCoercionStep.Step,
        OperationExecutionStep.Step,
    ];

    /// <summary>
    /// Clients store documents by sending them once with their hash. Like HotChocolate's, without cost analysis.
    /// </summary>
    public static IReadOnlyList<RequestStep> AutomaticPersisted { get; } =
    [
        InstrumentationStep.Step,
        ExceptionsStep.Step,
        TimeoutStep.Step,
        DocumentCacheStep.Step,
        ReadPersistedOperationStep.Step,
        PersistedOperationNotFoundStep.AutomaticStep,
        WritePersistedOperationStep.Step,
        DocumentParserStep.Step,
        DocumentValidationStep.Step,
        OperationCacheStep.Step,
        OperationResolverStep.Step,
        SkipWarmupExecutionStep.Step,
        OperationVariableCoercionStep.Step,
        OperationExecutionStep.Step,
    ];

    /// <summary>The stored documents are given. Like HotChocolate's, without cost analysis.</summary>
    public static IReadOnlyList<RequestStep> Persisted { get; } =
    [
        InstrumentationStep.Step,
        ExceptionsStep.Step,
        TimeoutStep.Step,
        DocumentCacheStep.Step,
        ReadPersistedOperationStep.Step,
        PersistedOperationNotFoundStep.Step,
        OnlyPersistedOperationAllowedStep.Step,
        DocumentParserStep.Step,
        DocumentValidationStep.Step,
        OperationCacheStep.Step,
        OperationResolverStep.Step,
        SkipWarmupExecutionStep.Step,
        OperationVariableCoercionStep.Step,
        OperationExecutionStep.Step,
    ];

    /// <summary>Joins the steps.</summary>
    /// <exception cref="InvalidOperationException">A step is missing or stands in the wrong place.</exception>
    public static PipelineDelegate Build(IReadOnlyList<RequestStep> steps, PipelineParts parts)
    {
        int next = 0;
        foreach (RequestStep step in steps)
        {
            next += next < s_required.Length && step == s_required[next] ? 1 : 0;
        }

        if (next < s_required.Length)
        {
            throw new InvalidOperationException(
                $"The request pipeline needs Use{s_required[next].Name}"
                    + (next == 0 ? "." : $" after Use{s_required[next - 1].Name}."));
        }

        return steps.Reverse().Aggregate<RequestStep, PipelineDelegate>(
            static _ => ValueTask.CompletedTask, (rest, step) => step.Create(parts, rest));
    }
}
