using HotChocolate;
using HotChocolate.Execution;
using LeadGraph.Http;

namespace LeadGraph.GraphQL;

/// <summary>
/// Request middleware that records errors in the <see cref="ResponseOutcome"/> of the HTTP request, because a GraphQL
/// response with errors may have status 200.
/// </summary>
internal static class OutcomeRecorder
{
    /// <summary>The name of the global state that holds the <see cref="ResponseOutcome"/>.</summary>
    public const string State = "responseOutcome";

    // HC0045 is the code of an execution timeout.
    private static readonly string[] FailureCodes = ["INTERNAL_SERVER_ERROR", "HC0045"];

    /// <summary>Creates the middleware.</summary>
    /// <param name="next">The rest of the request pipeline.</param>
    public static HotChocolate.Execution.RequestDelegate Create(HotChocolate.Execution.RequestDelegate next)
        => async context =>
        {
            await next(context);
            if (context.Result is IOperationResult { Errors: { Count: > 0 } errors }
                && context.ContextData.TryGetValue(State, out object? state) && state is ResponseOutcome outcome)
            {
                outcome.Record(errors.Any(IsFailure) ? ResponseKind.Failure : ResponseKind.Error);
            }
        };

    private static bool IsFailure(IError error) => FailureCodes.Contains(error.Code);
}
