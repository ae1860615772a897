using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using LeadGraph.GraphQL;
using LeadGraph.Http;
using LeadGraph.Limits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Mcp;

/// <summary>
/// Sends GraphQL requests within the process, for a caller whose request is being served. They pass what requests of
/// clients pass after the limits per caller: the response cache, authorization, the limit of the service and the
/// GraphQL endpoint.
/// </summary>
/// <param name="endpoints">Have the GraphQL endpoint.</param>
/// <param name="failures">Handles exceptions as it does for requests of clients.</param>
public sealed class GraphQLSender(EndpointDataSource endpoints, IExceptionHandler failures)
{
    private const string Json = "application/json";

    // The response, its text and what is made of it are in memory at the same time.
    private const int BytesPerByte = 8;

    private Endpoint? _endpoint;

    /// <summary>The part of the pipeline that the requests pass.</summary>
    public RequestDelegate? Pipeline { get; set; }

    private Endpoint GraphQLEndpoint => _endpoint ??= endpoints.Endpoints.Single(
        endpoint => endpoint.Metadata.GetMetadata<WebSocketEndpoint>()?.Path == GraphQLSetup.Path);

    /// <summary>Sends a request.</summary>
    /// <param name="caller">The request of the caller.</param>
    /// <param name="document">A document of the service's own, which need not be a trusted one.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The response: <c>data</c>, <c>errors</c> or both.</returns>
    public async Task<JsonElement> SendAsync(
        HttpContext caller, string document, JsonObject variables, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = caller.RequestServices.CreateAsyncScope();
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["query"] = document, ["variables"] = variables });
        var response = new BufferedResponse();
        HttpContext context = CreateContext(caller, scope.ServiceProvider, body, response);
        context.RequestAborted = cancellationToken;
        try
        {
            try
            {
                await Pipeline!(context);
                await response.CompleteAsync();
                MemoryBudget.MemoryOf(caller).Charge(BytesPerByte * response.Length);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                response.Clear();
                context.Features.Set(response.BodyFeature);
                await failures.TryHandleAsync(context, failure, cancellationToken);
                await response.CompleteAsync();
            }

            // To a caller that is gone there is no response.
            cancellationToken.ThrowIfCancellationRequested();
            return response.ReadJson();
        }
        finally
        {
            await response.EndAsync();
        }
    }

    private DefaultHttpContext CreateContext(
        HttpContext caller, IServiceProvider services, byte[] body, BufferedResponse response)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Protocol = caller.Request.Protocol,
            Scheme = caller.Request.Scheme,
            Method = HttpMethods.Post,
            Path = GraphQLSetup.Path,
            Headers = new HeaderDictionary
            {
                [HeaderNames.Host] = caller.Request.Headers.Host,
                [HeaderNames.Accept] = Json,
                [HeaderNames.ContentType] = Json,
                ContentLength = body.Length
            },
            Body = new MemoryStream(body, writable: false)
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set(response.BodyFeature);
        // The lease of the caller's request is that of the operation.
        features.Set(caller.Features.GetRequiredFeature<RateLimitLease>());
        features.Set(new OwnDocument());
        var context = new DefaultHttpContext(features)
        {
            RequestServices = services,
            User = caller.User,
            TraceIdentifier = caller.TraceIdentifier
        };
        context.Connection.RemoteIpAddress = caller.Connection.RemoteIpAddress;
        context.SetEndpoint(GraphQLEndpoint);
        return context;
    }
}
