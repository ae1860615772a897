namespace HotChocolate.AspNetCore;

/// <summary>What one GraphQL endpoint serves.</summary>
public sealed class GraphQLServerOptions
{
    /// <summary>The explorer that browsers get.</summary>
    public GraphQLToolOptions Tool { get; } = new();

    /// <summary>How WebSockets are dealt with.</summary>
    public GraphQLSocketOptions Sockets { get; } = new();

    /// <summary>
    /// Whether the schema's text is served, at <c>?sdl</c> and <c>/schema.graphql</c>. Default true.
    /// </summary>
    public bool EnableSchemaRequests { get; set; } = true;

    /// <summary>Whether operations may be sent by GET. Default true.</summary>
    public bool EnableGetRequests { get; set; } = true;

    /// <summary>The kinds of operation that may be sent by GET. Default queries only.</summary>
    public AllowedGetOperations AllowedGetOperations { get; set; } = AllowedGetOperations.Query;

    /// <summary>Whether several requests may be sent at once, as a JSON array. Default false.</summary>
    public bool EnableBatching { get; set; }

    /// <summary>
    /// Whether multipart requests are taken. They are not implemented, since a form on any page could send one:
    /// only false, the default, is accepted.
    /// </summary>
    /// <exception cref="NotSupportedException">Set to true.</exception>
    public bool EnableMultipartRequests
    {
        get => false;
        set
        {
            if (value)
            {
                throw new NotSupportedException("Multipart requests are not implemented; leave the option false.");
            }
        }
    }
}

/// <summary>How the endpoint deals with WebSockets.</summary>
public sealed class GraphQLSocketOptions
{
    /// <summary>How long a client may take to introduce itself. Default 10 seconds.</summary>
    public TimeSpan ConnectionInitializationTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>What the endpoint offers to people.</summary>
public sealed class GraphQLToolOptions
{
    /// <summary>Whether browsers get the explorer. Default true.</summary>
    public bool Enable { get; set; } = true;

    /// <summary>The document that a person finds in the explorer. Default none.</summary>
    public string? Document { get; set; }
}
