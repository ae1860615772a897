using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;

namespace HotChocolate.AspNetCore;

/// <summary>Sees every request that came by HTTP before it is executed. Derive from it to add state.</summary>
public class DefaultHttpRequestInterceptor
{
    /// <summary>
    /// Called once per request, for each request of a batch. A <see cref="GraphQLException"/> thrown here refuses
    /// the request with its errors.
    /// </summary>
    /// <param name="context">The HTTP request.</param>
    /// <param name="requestExecutor">What will execute the request.</param>
    /// <param name="requestBuilder">The request, to which state can be added.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    public virtual ValueTask OnCreateAsync(
        HttpContext context,
        IRequestExecutor requestExecutor,
        OperationRequestBuilder requestBuilder,
        CancellationToken cancellationToken)
        => ValueTask.CompletedTask;
}
