namespace HotChocolate.Execution;

/// <summary>
/// Cancels a request whose time is over. A subscription lives on; the time holds for opening it and for each event.
/// </summary>
internal sealed class TimeoutStep(PipelineParts parts, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "Timeout", (parts, next) => new TimeoutStep(parts, next).InvokeAsync);

    private async ValueTask InvokeAsync(RequestState state)
    {
        TimeSpan timeout = parts.Options.ExecutionTimeout;
        using var limit = new TimeLimit(timeout, state.Aborted);
        state.Limit = limit;
        try
        {
            await next(state).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (limit.IsOver && !state.Aborted.IsCancellationRequested)
        {
            state.Result = parts.Errors.TimedOut(state, exception, timeout);
        }
    }
}
