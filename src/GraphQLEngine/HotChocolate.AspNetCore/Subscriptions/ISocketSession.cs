using Microsoft.AspNetCore.Http;

namespace HotChocolate.AspNetCore.Subscriptions;

/// <summary>What goes on over one WebSocket connection.</summary>
public interface ISocketSession
{
    /// <summary>The connection.</summary>
    ISocketConnection Connection { get; }
}

/// <summary>One WebSocket connection.</summary>
public interface ISocketConnection
{
    /// <summary>The HTTP request that opened the connection.</summary>
    HttpContext HttpContext { get; }
}
