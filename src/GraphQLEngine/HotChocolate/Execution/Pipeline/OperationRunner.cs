using System.Diagnostics;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Executes prepared operations.</summary>
internal sealed class OperationRunner(PipelineParts parts)
{
    /// <summary>Executes a query or mutation.</summary>
    public ValueTask<OperationResult> RunAsync(RequestState state, OperationPlan plan)
    {
        try
        {
            var execution = new OperationExecution(new RequestContext(parts, state, state.Limit), plan);
            ValueTask<OperationResult> result = execution.ExecuteAsync(state.RootValue);
            return result.IsCompletedSuccessfully ? result : AwaitAsync(result, state);
        }
        catch (Exception exception) when (SizeError(exception) is { } error)
        {
            return new(parts.Errors.Refuse(state, RequestErrorKind.Request, error));
        }
    }

    /// <summary>Opens the stream of a subscription's responses.</summary>
    public async ValueTask<IExecutionResult> SubscribeAsync(RequestState state, OperationPlan plan)
    {
        RequestState kept = state.ForSubscription();
        SubscriptionMemory.Report(kept);
        IExecutionResult result = await new SubscriptionExecution(
            plan.Root.Selections[0],
            kept.Variables!,
            parts.Options.ExecutionTimeout,
            aborted => new RequestContext(parts, kept, aborted),
            EventCursors.Of(kept),
            (message, cancellationToken) => RunEventAsync(kept.ForEvent(message, cancellationToken), plan))
            .OpenAsync(kept.Aborted).ConfigureAwait(false);
        state.Cause ??= kept.Cause;
        return result;
    }

    /// <summary>Executes a subscription for one of its events, which has all of a request's time.</summary>
    private async ValueTask<OperationResult> RunEventAsync(RequestState state, OperationPlan plan)
    {
        using Activity? activity = ExecutionDiagnostics.Begin();
        using var limit = new TimeLimit(parts.Options.ExecutionTimeout, state.Aborted);
        state.Limit = limit;
        OperationResult result;
        try
        {
            result = await RunAsync(state, plan).ConfigureAwait(false);
        }
        catch (Exception exception) when (!state.Aborted.IsCancellationRequested)
        {
            result = limit.IsOver
                ? parts.Errors.TimedOut(state, exception, parts.Options.ExecutionTimeout)
                : parts.Errors.Fail(state, exception);
        }

        parts.Diagnostics.End(activity, state, result.Errors);
        return result;
    }

    private async ValueTask<OperationResult> AwaitAsync(ValueTask<OperationResult> result, RequestState state)
    {
        try
        {
            return await result.ConfigureAwait(false);
        }
        catch (Exception exception) when (SizeError(exception) is { } error)
        {
            return parts.Errors.Refuse(state, RequestErrorKind.Request, error);
        }
    }

    /// <summary>What to tell of a response that has no room; null of any other failure.</summary>
    private static Error? SizeError(Exception exception) => exception switch
    {
        ResponseTooLargeException => new($"{exception.Message} Ask for less at a time.")
        {
            Code = ErrorCodes.ResponseTooLarge,
        },
        LargeResponsesBusyException => new(exception.Message) { Code = ErrorCodes.Busy },
        _ => null,
    };
}
