using HotChocolate.Language;

namespace HotChocolate;

/// <summary>The one implementation of <see cref="IError"/>, with the parts that the engine fills in.</summary>
internal sealed record Error(string Message) : IError
{
    /// <summary>
    /// What is said instead to clients that may not know the schema, because the message tells names of it that the
    /// request need not hold; null where it tells none.
    /// </summary>
    public string? NamelessMessage { get; init; }

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

    /// <summary>The error as clients get it that may not know the schema.</summary>
    public Error WithoutNames()
        => NamelessMessage is null ? this : this with { Message = NamelessMessage, NamelessMessage = null };

    public IError WithMessage(string message) => this with { Message = message, NamelessMessage = null };

    public IError WithCode(string? code) => this with { Code = code };

    public IError WithException(Exception? exception) => this with { Exception = exception };
}
