namespace HotChocolate.AspNetCore.Subscriptions;

/// <summary>Whether a WebSocket client is let in.</summary>
public sealed class ConnectionStatus
{
    private static readonly ConnectionStatus s_accepted = new(true, null);

    private ConnectionStatus(bool accepted, string? message) => (Accepted, Message) = (accepted, message);

    /// <summary>Whether it is.</summary>
    public bool Accepted { get; }

    /// <summary>Why it is not, for the person who wrote the client.</summary>
    public string? Message { get; }

    /// <summary>Lets the client in.</summary>
    public static ConnectionStatus Accept() => s_accepted;

    /// <summary>Closes the connection with code 4403.</summary>
    /// <param name="message">The reason that the client is told; at most 123 bytes of it fit.</param>
    public static ConnectionStatus Reject(string message) => new(false, message);
}
