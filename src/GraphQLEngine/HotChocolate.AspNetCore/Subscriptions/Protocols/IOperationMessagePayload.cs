namespace HotChocolate.AspNetCore.Subscriptions.Protocols;

/// <summary>What a client sent along with a message.</summary>
public interface IOperationMessagePayload
{
    /// <summary>
    /// Reads the payload. Property names are matched without regard to case. Null if there is none, or it has
    /// another shape.
    /// </summary>
    T? As<T>() where T : class;
}
