using HotChocolate.Language;
using HotChocolate.Validation;

namespace HotChocolate.Execution;

/// <summary>
/// Refuses operations that cost more than is allowed. What an operation costs depends on the values of its variables,
/// so this step chooses the operation and coerces its variables if the steps for that come later.
/// </summary>
internal sealed class CostAnalyzerStep(PipelineParts parts, PipelineDelegate next)
{
    private static readonly Func<string, ValueNode?> s_noVariable = static _ => null;

    public static RequestStep Step { get; } = new(
        "CostAnalyzer", (parts, next) => new CostAnalyzerStep(parts, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        if (!OperationResolverStep.TryResolve(parts, state) || !OperationVariableCoercionStep.TryCoerce(parts, state))
        {
            return ValueTask.CompletedTask;
        }

        CostPlan cost = state.Operation!.Cost;
        return cost.Check(parts.Cost, cost.IsConstant ? s_noVariable : state.Variables!.Literal) is { } error
            ? parts.Errors.WriteErrorAsync(state, RequestErrorKind.Request, error)
            : next(state);
    }
}
