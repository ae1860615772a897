namespace HotChocolate.Execution;

/// <summary>
/// Turns what the steps behind it throw into a response. Only cancellation by the caller is let through.
/// </summary>
internal sealed class ExceptionsStep(ErrorReporter errors, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "Exceptions", (parts, next) => new ExceptionsStep(parts.Errors, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        ValueTask done = next.BeginAsync(state);
        return done.IsCompletedSuccessfully ? done : AwaitAsync(done, state);
    }

    private async ValueTask AwaitAsync(ValueTask done, RequestState state)
    {
        try
        {
            await done.ConfigureAwait(false);
        }
        catch (Exception exception) when (!state.Aborted.IsCancellationRequested)
        {
            state.Result = errors.Fail(state, exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new OperationCanceledException("The caller left.", exception, state.Aborted);
        }
    }
}
