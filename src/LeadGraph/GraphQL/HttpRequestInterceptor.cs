using HotChocolate.AspNetCore;
using HotChocolate.Execution;
using LeadGraph.Access;
using LeadGraph.Limits;

namespace LeadGraph.GraphQL;

/// <summary>Tells resolvers what the caller may read, of operations that come over HTTP.</summary>
public sealed class HttpRequestInterceptor : DefaultHttpRequestInterceptor
{
    /// <inheritdoc/>
    public override async ValueTask OnCreateAsync(
        HttpContext context,
        IRequestExecutor requestExecutor,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken)
    {
        requestBuilder.SetGlobalState(CallerRights.State, new CallerRights(context.User.MayReadPersonalData()));
        requestBuilder.SetGlobalState(OperationLease.State, OperationLease.Of(context));
        await base.OnCreateAsync(context, requestExecutor, requestBuilder, cancellationToken);
    }
}
