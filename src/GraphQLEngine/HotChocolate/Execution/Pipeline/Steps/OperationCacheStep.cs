namespace HotChocolate.Execution;

/// <summary>
/// Has the plans of operations kept with their documents. Which plan it is depends on variables, so it is looked up
/// when the operation is executed.
/// </summary>
internal sealed class OperationCacheStep(PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "OperationCache", (_, next) => new OperationCacheStep(next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        state.KeepsPlans = true;
        return next(state);
    }
}
