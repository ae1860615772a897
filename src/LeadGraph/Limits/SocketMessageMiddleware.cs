using System.Net.WebSockets;
using LeadGraph.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeadGraph.Limits;

/// <summary>Makes every WebSocket a <see cref="MeteredWebSocket"/>.</summary>
/// <param name="next">The rest of the pipeline.</param>
public sealed class SocketMessageMiddleware(RequestDelegate next)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.OpensWebSocket())
        {
            await next(context);
            return;
        }

        using var messages = new SocketMessages(context);
        context.Features.Set(messages);
        context.Features.Set<IHttpWebSocketFeature>(
            new Feature(context.Features.GetRequiredFeature<IHttpWebSocketFeature>(), messages));
        await next(context);
    }

    private sealed class Feature(IHttpWebSocketFeature feature, SocketMessages messages) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => feature.IsWebSocketRequest;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
            => new MeteredWebSocket(await feature.AcceptAsync(context), messages);
    }
}
