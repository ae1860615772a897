using HotChocolate.Language;

namespace HotChocolate;

/// <summary>The one implementation of <see cref="IError"/>, with the parts that the engine fills in.</summary>
internal sealed record Error(string Message) : IError
{
    /// <summary>
    /// The message for clients that may not read the schema, if <see cref="Message"/> contains names of the schema that
    /// the request does not; else null.
    /// </summary>
    public string? MessageWithoutSchemaNames { get; init; }

    public string? Code { get; init; }

    public Exception? Exception { get; init; }

    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    /// <summary>Where in the document the error's cause is written.</summary>
    public IReadOnlyList<SourceLocation> Locations { get; init; } = [];

    /// <summary>Where in the response the error occurred: response keys (string) and list indices (int).</summary>
    public IReadOnlyList<object>? Path { get; init; }

    public Error(string message, SyntaxNode node, string? code = null)
        : this(message)
    {
        Locations = [node.Location];
        Code = code;
    }

    /// <summary>The error for clients that may not read the schema.</summary>
    public Error WithoutSchemaNames()
        => MessageWithoutSchemaNames is { } message
            ? this with { Message = message, MessageWithoutSchemaNames = null } : this;

    public IError WithMessage(string message) => this with { Message = message, MessageWithoutSchemaNames = null };

    public IError WithCode(string? code) => this with { Code = code };

    public IError WithException(Exception? exception) => this with { Exception = exception };
}
