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
        OperationLease turn = OperationLease.Of(context);
        requestBuilder.SetGlobalState(
            CallerRights.State, new CallerRights(context.User.MayReadPersonalData(), turn.Memory));
        requestBuilder.SetGlobalState(OperationLease.State, turn);
        await base.OnCreateAsync(context, requestExecutor, requestBuilder, cancellationToken);
    }
}
