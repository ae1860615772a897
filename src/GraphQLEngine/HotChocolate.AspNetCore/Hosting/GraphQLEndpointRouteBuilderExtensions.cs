using HotChocolate.AspNetCore;
using HotChocolate.AspNetCore.Extensions;
using HotChocolate.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps GraphQL endpoints.</summary>
public static class GraphQLEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves GraphQL at the path: operations over HTTP and, after <c>app.UseWebSockets()</c>, over WebSockets;
    /// the schema's text and the explorer at and below it.
    /// </summary>
    public static GraphQLEndpointConventionBuilder MapGraphQL(
        this IEndpointRouteBuilder endpointRouteBuilder, string path = "/graphql")
    {
        ArgumentNullException.ThrowIfNull(endpointRouteBuilder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var endpoint = new GraphQLEndpoint(endpointRouteBuilder.ServiceProvider);
        string pattern = $"{path.TrimEnd('/')}/{{**{GraphQLEndpoint.ResourceParameter}}}";
        RequestDelegate serve = endpoint.InvokeAsync;
        return new GraphQLEndpointConventionBuilder(
            endpointRouteBuilder.Map(pattern, serve).WithDisplayName("GraphQL"));
    }

    /// <summary>Sets what the endpoint serves.</summary>
    public static GraphQLEndpointConventionBuilder WithOptions(
        this GraphQLEndpointConventionBuilder builder, GraphQLServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.WithMetadata(options);
    }
}
