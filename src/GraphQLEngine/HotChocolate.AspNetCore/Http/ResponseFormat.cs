namespace HotChocolate.AspNetCore.Http;

/// <summary>The media types of responses. The first is used when the client accepts any.</summary>
internal enum ResponseFormat
{
    /// <summary><c>application/graphql-response+json</c>: the status code says what became of the request.</summary>
    GraphQLResponse,

    /// <summary><c>application/json</c>: a request that was understood gets 200, errors or not.</summary>
    Json,

    /// <summary><c>text/event-stream</c>: any number of responses.</summary>
    EventStream,

    /// <summary><c>multipart/mixed; subscriptionSpec="1.0"</c>: any number of responses.</summary>
    Multipart,
}

/// <summary>What a client accepts.</summary>
/// <param name="Single">The media type for one response; null if the client accepts none that is served.</param>
/// <param name="Stream">The media type for a subscription; null if the client accepts none of them.</param>
internal readonly record struct AcceptedFormats(ResponseFormat? Single, ResponseFormat? Stream);
