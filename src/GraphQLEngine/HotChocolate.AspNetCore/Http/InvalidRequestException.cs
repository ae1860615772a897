using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;

namespace HotChocolate.AspNetCore.Http;

/// <summary>What a client sent is not a GraphQL request, or not one that this endpoint takes.</summary>
internal sealed class InvalidRequestException(
    string message,
    string code = InvalidRequestException.InvalidRequest,
    int statusCode = StatusCodes.Status400BadRequest) : Exception(message)
{
    /// <summary>HotChocolate's code for requests that are none.</summary>
    public const string InvalidRequest = "HC0009";

    /// <summary>HotChocolate's code for an <c>accept</c> header that cannot be satisfied.</summary>
    public const string NotAcceptable = "HC0063";

    public int StatusCode { get; } = statusCode;

    /// <summary>The body of the response.</summary>
    public OperationResult ToResult() => new(RequestErrorKind.Document, [new Error(Message) { Code = code }]);
}
