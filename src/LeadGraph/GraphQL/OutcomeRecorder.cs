using HotChocolate.Execution;
using LeadGraph.Data;
using LeadGraph.Http;

namespace LeadGraph.GraphQL;

/// <summary>
/// Request middleware that records errors in the <see cref="ResponseOutcome"/> of the HTTP request, because a GraphQL
/// response with errors may have status 200. An operation whose time is over is reported to
/// <see cref="DatabaseWatch"/>: the pipeline may have ended it before <see cref="DatabaseReader"/> ended its read.
/// </summary>
internal static class OutcomeRecorder
{
    /// <summary>The name of the global state that holds the <see cref="ResponseOutcome"/>.</summary>
    public const string State = "responseOutcome";

    private const string FailureCode = "INTERNAL_SERVER_ERROR";

    /// <summary>Creates the middleware.</summary>
    /// <param name="next">The rest of the request pipeline.</param>
    public static HotChocolate.Execution.RequestDelegate Create(HotChocolate.Execution.RequestDelegate next)
        => async context =>
        {
            await next(context);
            if (context.Result is not IOperationResult { Errors: { Count: > 0 } errors })
            {
                return;
            }

            bool isTimeout = errors.Any(error => error.Code == GraphQLErrorFilter.TimeoutCode);
            if (isTimeout)
            {
                context.Services.GetRequiredService<LeadDatabase>().NoteFailure();
            }

            if (context.ContextData.TryGetValue(State, out object? state) && state is ResponseOutcome outcome)
            {
                bool isFailure = isTimeout || errors.Any(error => error.Code == FailureCode);
                outcome.Record(isFailure ? ResponseKind.Failure : ResponseKind.Error);
            }
        };
}
