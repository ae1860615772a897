using System.Diagnostics;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Executes prepared operations.</summary>
internal sealed class OperationRunner(PipelineParts parts)
{
    /// <summary>Executes a query or mutation.</summary>
    public async ValueTask<OperationResult> RunAsync(RequestState state, OperationPlan plan)
    {
        try
        {
            var execution = new OperationExecution(Context(state, state.Limited), plan);
            return await execution.ExecuteAsync(state.RootValue).ConfigureAwait(false);
        }
        catch (ResponseTooLargeException tooLarge)
        {
            return parts.Errors.Refuse(
                state,
                RequestErrorKind.Request,
                new Error($"{tooLarge.Message} Ask for less at a time.") { Code = ErrorCodes.ResponseTooLarge });
        }
        catch (LargeBuffersExhaustedException busy)
        {
            return parts.Errors.Refuse(
                state, RequestErrorKind.Request, new Error(busy.Message) { Code = ErrorCodes.Busy });
        }
    }

    /// <summary>Opens the stream of a subscription's responses.</summary>
    public ValueTask<IExecutionResult> SubscribeAsync(RequestState state, OperationPlan plan)
        => new SubscriptionExecution(
            plan.Root.Selections[0],
            state.Variables!,
            parts.Options.ExecutionTimeout,
            aborted => Context(state, aborted),
            (message, cancellationToken) => RunEventAsync(state.ForEvent(message, cancellationToken), plan))
            .OpenAsync(state.Aborted);

    /// <summary>Executes a subscription for one of its events, which has all of a request's time.</summary>
    private async ValueTask<OperationResult> RunEventAsync(RequestState state, OperationPlan plan)
    {
        using Activity? activity = ExecutionDiagnostics.Begin();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(state.Aborted);
        limit.CancelAfter(parts.Options.ExecutionTimeout);
        state.Limited = limit.Token;
        OperationResult result;
        try
        {
            result = await RunAsync(state, plan).ConfigureAwait(false);
        }
        catch (Exception exception) when (!state.Aborted.IsCancellationRequested)
        {
            result = limit.IsCancellationRequested
                ? parts.Errors.TimedOut(state, exception, parts.Options.ExecutionTimeout)
                : parts.Errors.Fail(state, exception);
        }

        parts.Diagnostics.End(activity, state, result.Errors);
        return result;
    }

    private RequestContext Context(RequestState state, CancellationToken aborted) => new(
        parts.Schema,
        state.Request,
        state.Request.Services ?? parts.Services,
        state.Variables!,
        error => parts.Errors.Filter(error, state),
        parts.Options.IncludeExceptionDetails,
        aborted);
}
