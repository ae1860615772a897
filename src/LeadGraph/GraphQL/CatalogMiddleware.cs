using HotChocolate.Execution;
using LeadGraph.Data;

namespace LeadGraph.GraphQL;

/// <summary>
/// Request middleware that waits until the catalog has been read, within the time of the operation. Resolvers create
/// their contexts synchronously, so they cannot wait. If the catalog cannot be read, they fail when they create one.
/// </summary>
internal static class CatalogMiddleware
{
    /// <summary>Creates the middleware.</summary>
    /// <param name="next">The rest of the request pipeline.</param>
    public static HotChocolate.Execution.RequestDelegate Create(HotChocolate.Execution.RequestDelegate next)
        => context =>
        {
            Task reading = context.Services.GetRequiredService<LeadDatabase>()
                .EnsureCatalogAsync(context.RequestAborted);
            return reading.IsCompletedSuccessfully ? next(context) : AfterAsync(reading, context, next);
        };

    private static async ValueTask AfterAsync(
        Task reading, IRequestContext context, HotChocolate.Execution.RequestDelegate next)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.RequestAborted.ThrowIfCancellationRequested();
        await next(context);
    }
}
