using HotChocolate.AspNetCore;
using HotChocolate.Execution.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds interceptors to the GraphQL server.</summary>
public static class InterceptorBuilderExtensions
{
    /// <summary>Lets the interceptor see requests that come by HTTP. Of several the last one is used.</summary>
    public static IRequestExecutorBuilder AddHttpRequestInterceptor<T>(this IRequestExecutorBuilder builder)
        where T : DefaultHttpRequestInterceptor
    {
        builder.Services.AddSingleton<DefaultHttpRequestInterceptor, T>();
        return builder;
    }

    /// <summary>Lets the interceptor see what WebSocket clients ask for. Of several the last one is used.</summary>
    public static IRequestExecutorBuilder AddSocketSessionInterceptor<T>(this IRequestExecutorBuilder builder)
        where T : DefaultSocketSessionInterceptor
    {
        builder.Services.AddSingleton<DefaultSocketSessionInterceptor, T>();
        return builder;
    }
}
