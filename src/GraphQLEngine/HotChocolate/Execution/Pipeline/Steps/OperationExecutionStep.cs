using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>Executes the operation; of a subscription it opens the stream of responses.</summary>
internal sealed class OperationExecutionStep(OperationRunner runner)
{
    public static RequestStep Step { get; } = new(
        "OperationExecution", (parts, _) => new OperationExecutionStep(new OperationRunner(parts)).InvokeAsync);

    private async ValueTask InvokeAsync(RequestState state)
    {
        OperationPlan plan = state.KeepsPlans
            ? state.Operation!.PlanFor(state.Variables!)
            : state.Operation!.CreatePlan(state.Variables!);
        state.Result = plan.Operation.Operation == OperationType.Subscription
            ? await runner.SubscribeAsync(state, plan).ConfigureAwait(false)
            : await runner.RunAsync(state, plan).ConfigureAwait(false);
    }
}
