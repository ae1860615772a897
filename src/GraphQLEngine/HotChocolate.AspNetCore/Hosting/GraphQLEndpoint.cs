using HotChocolate.AspNetCore.Explorer;
using HotChocolate.AspNetCore.Http;
using HotChocolate.AspNetCore.Streaming;
using HotChocolate.AspNetCore.Subscriptions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HotChocolate.AspNetCore.Hosting;

/// <summary>Decides what a request to the endpoint, or below its path, is about.</summary>
internal sealed class GraphQLEndpoint
{
    /// <summary>The name of the route parameter with the path below the endpoint.</summary>
    public const string ResourceParameter = "resource";

    private const string SchemaResource = "schema.graphql";
    private const string Methods = "GET, HEAD, POST, OPTIONS";

    private static readonly GraphQLServerOptions s_defaults = new();

    private readonly HttpTransport _http;
    private readonly SocketTransport _sockets;
    private readonly SchemaDocument _schema = new();

    public GraphQLEndpoint(IServiceProvider services)
    {
        TransportLimits limits = services.GetRequiredService<IOptions<TransportLimits>>().Value;
        var unexpectedErrors = ActivatorUtilities.CreateInstance<UnexpectedErrors>(services);
        var streams = ActivatorUtilities.CreateInstance<ResponseStreamWriter>(services, limits, unexpectedErrors);
        _http = new HttpTransport(limits, streams, unexpectedErrors);
        _sockets = ActivatorUtilities.CreateInstance<SocketTransport>(services, limits, unexpectedErrors);
    }

    /// <summary>Serves one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        GraphQLServerOptions options =
            context.GetEndpoint()?.Metadata.GetMetadata<GraphQLServerOptions>() ?? s_defaults;
        if (context.GetRouteValue(ResourceParameter) is string { Length: > 0 } resource)
        {
            return InvokeResourceAsync(context, options, resource);
        }

        string method = context.Request.Method;
        return context.WebSockets.IsWebSocketRequest ? _sockets.ServeAsync(context, options.Sockets)
            : HttpMethods.IsPost(method) ? _http.PostAsync(context, options)
            : HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? GetAsync(context, options)
            : RespondToOtherMethodAsync(context, Methods);
    }

    private Task GetAsync(HttpContext context, GraphQLServerOptions options)
    {
        HttpRequest request = context.Request;
        if (RequestParser.HasRequest(request.Query))
        {
            return _http.GetAsync(context, options);
        }

        if (options.EnableSchemaRequests && request.Query.ContainsKey("sdl"))
        {
            return _schema.GetAsync(context);
        }

        return options.Tool.Enable && AcceptHeader.AsksForHtml(request.Headers.Accept)
            ? ExplorerSite.GetPageAsync(context)
            : _http.GetAsync(context, options);
    }

    private Task InvokeResourceAsync(HttpContext context, GraphQLServerOptions options, string resource)
    {
        bool isSchema = options.EnableSchemaRequests && resource == SchemaResource;
        if (!isSchema && !(options.Tool.Enable && ExplorerSite.Has(resource)))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        string method = context.Request.Method;
        return !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)
            ? RespondToOtherMethodAsync(context, "GET, HEAD, OPTIONS")
            : isSchema ? _schema.GetAsync(context) : ExplorerSite.GetFileAsync(context, options.Tool, resource);
    }

    /// <summary>
    /// Responds to OPTIONS with the allowed methods. If CORS is enabled, its middleware has responded to preflight
    /// requests already; if not, this response gives browsers no permission.
    /// </summary>
    private Task RespondToOtherMethodAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return _http.WriteErrorAsync(context, new InvalidRequestException(
            $"The method {context.Request.Method} is not served here; {allowed} are.",
            statusCode: StatusCodes.Status405MethodNotAllowed));
    }
}
