namespace HotChocolate.Execution;

/// <summary>
/// Cancels a request whose time is over. A subscription lives on; the time holds for opening it and for each event.
/// </summary>
internal sealed class TimeoutStep(PipelineParts parts, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "Timeout", (parts, next) => new TimeoutStep(parts, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        var limit = new TimeLimit(parts.Options.ExecutionTimeout, state.Aborted);
        state.Limit = limit;
        ValueTask done = next.BeginAsync(state);
        if (!done.IsCompletedSuccessfully)
        {
            return AwaitAsync(done, state, limit);
        }

        limit.Dispose();
        return done;
    }

    private async ValueTask AwaitAsync(ValueTask done, RequestState state, TimeLimit limit)
    {
        using (limit)
        {
            try
            {
                await done.ConfigureAwait(false);
            }
            catch (Exception exception)
                when (limit.IsOver && !state.Aborted.IsCancellationRequested)
            {
                state.Result = parts.Errors.TimedOut(state, exception, parts.Options.ExecutionTimeout);
            }
        }
    }
}
