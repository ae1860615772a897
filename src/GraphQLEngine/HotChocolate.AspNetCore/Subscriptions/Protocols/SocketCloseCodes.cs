namespace HotChocolate.AspNetCore.Subscriptions.Protocols;

/// <summary>Why the server closes a connection; from 4400 on in the protocol's own words.</summary>
internal static class SocketCloseCodes
{
    public const int Normal = 1000;
    public const int MessageTooBig = 1009;
    public const int InternalError = 1011;
    public const int ServiceRestart = 1012;
    public const int TryAgainLater = 1013;
    public const int BadRequest = 4400;
    public const int Unauthorized = 4401;
    public const int Forbidden = 4403;
    public const int SubprotocolNotAcceptable = 4406;
    public const int InitialisationTimeout = 4408;
    public const int SubscriberAlreadyExists = 4409;
    public const int TooManyInitialisationRequests = 4429;
}

/// <summary>The client broke a rule for which the connection is closed.</summary>
internal sealed class SocketProtocolException(int closeCode, string reason) : Exception(reason)
{
    public int CloseCode { get; } = closeCode;
}
