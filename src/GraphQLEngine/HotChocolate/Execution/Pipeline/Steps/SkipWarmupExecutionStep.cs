namespace HotChocolate.Execution;

/// <summary>
/// Ends requests that are there only to have documents parsed, validated and kept before others come.
/// </summary>
internal sealed class SkipWarmupExecutionStep(PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "SkipWarmupExecution", (_, next) => new SkipWarmupExecutionStep(next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        if (!state.Request.IsWarmup)
        {
            return next(state);
        }

        state.Result = new WarmupExecutionResult();
        return ValueTask.CompletedTask;
    }
}
