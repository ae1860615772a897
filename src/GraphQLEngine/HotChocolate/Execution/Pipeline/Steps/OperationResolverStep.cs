namespace HotChocolate.Execution;

/// <summary>Chooses the operation: https://spec.graphql.org/September2025/#GetOperation()</summary>
internal sealed class OperationResolverStep(PipelineParts parts, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "OperationResolver", (parts, next) => new OperationResolverStep(parts, next).InvokeAsync);

    /// <summary>Chooses the operation, unless that has been done. False where it ends the request.</summary>
    public static bool TryResolve(PipelineParts parts, RequestState state)
    {
        if (state.Operation is not null)
        {
            return true;
        }

        if (state.Document!.GetOperation(state.Request.OperationName, out Error? error) is not { } operation)
        {
            state.Result = parts.Errors.Refuse(state, RequestErrorKind.Request, error!);
            return false;
        }

        state.Operation = operation;
        if (!state.Request.Allowed.Includes(operation.Operation.Operation))
        {
            state.Result = parts.Errors.Refuse(
                state,
                RequestErrorKind.OperationNotAllowed,
                new Error("This kind of operation is not allowed here."));
            return false;
        }

        return true;
    }

    private ValueTask InvokeAsync(RequestState state)
        => TryResolve(parts, state) ? next(state) : ValueTask.CompletedTask;
}
