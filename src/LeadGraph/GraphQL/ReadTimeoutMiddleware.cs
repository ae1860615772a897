using HotChocolate;
using HotChocolate.Execution;

namespace LeadGraph.GraphQL;

/// <summary>
/// Request middleware that fails the whole operation when one of its reads took longer than it may. The operation has
/// the same time and began earlier, so it is over too, and which of the two limits is noticed first would be chance.
/// </summary>
internal static class ReadTimeoutMiddleware
{
    /// <summary>Creates the middleware.</summary>
    /// <param name="next">The rest of the request pipeline.</param>
    public static HotChocolate.Execution.RequestDelegate Create(HotChocolate.Execution.RequestDelegate next)
        => context =>
        {
            ValueTask done = next(context);
            return done.IsCompletedSuccessfully && FindTimeout(context) is null ? done : AfterAsync(done, context);
        };

    private static async ValueTask AfterAsync(ValueTask done, IRequestContext context)
    {
        await done;
        if (FindTimeout(context) is { } late)
        {
            throw new GraphQLException(
                ErrorBuilder.New().SetMessage(late.Message).SetCode(GraphQLErrorFilter.TimeoutCode).Build());
        }
    }

    private static IError? FindTimeout(IRequestContext context)
        => context.Result is IOperationResult { Errors: { Count: > 0 } errors }
            ? errors.FirstOrDefault(error => error.Code == GraphQLErrorFilter.TimeoutCode) : null;
}
