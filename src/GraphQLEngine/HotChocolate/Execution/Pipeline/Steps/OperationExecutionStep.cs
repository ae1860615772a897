using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>Executes the operation; of a subscription it opens the stream of responses.</summary>
internal sealed class OperationExecutionStep(OperationRunner runner)
{
    public static RequestStep Step { get; } = new(
        "OperationExecution", (parts, _) => new OperationExecutionStep(new OperationRunner(parts)).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        OperationPlan plan = state.KeepsPlans
            ? state.Operation!.PlanFor(state.Variables!)
            : state.Operation!.CreatePlan(state.Variables!);
        if (plan.Operation.Operation == OperationType.Subscription)
        {
            return SubscribeAsync(state, plan);
        }

        ValueTask<OperationResult> result = runner.RunAsync(state, plan);
        if (!result.IsCompletedSuccessfully)
        {
            return AwaitAsync(state, result);
        }

        state.Result = result.Result;
        return ValueTask.CompletedTask;
    }

    private async ValueTask SubscribeAsync(RequestState state, OperationPlan plan)
        => state.Result = await runner.SubscribeAsync(state, plan).ConfigureAwait(false);

    private static async ValueTask AwaitAsync(RequestState state, ValueTask<OperationResult> result)
        => state.Result = await result.ConfigureAwait(false);
}
