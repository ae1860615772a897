using HotChocolate.Language;

namespace HotChocolate;

/// <summary>The one implementation of <see cref="IError"/>, with the parts that the engine fills in.</summary>
internal sealed record Error(string Message) : IError
{
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

    public IError WithMessage(string message) => this with { Message = message };

    public IError WithCode(string? code) => this with { Code = code };

    public IError WithException(Exception? exception) => this with { Exception = exception };
}
