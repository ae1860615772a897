using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>An input value is not one of its type. Becomes a request error or a field error.</summary>
internal sealed class CoercionException(string message, SyntaxNode? node = null, string? code = null)
    : Exception(message)
{
    /// <summary>What is to blame in the document, where it stands there.</summary>
    public SyntaxNode? Node { get; } = node;

    public string? Code { get; } = code;

    /// <summary>As for <see cref="Error.MessageWithoutSchemaNames"/>.</summary>
    public string? MessageWithoutSchemaNames { get; init; }

    /// <summary>
    /// A sentence with a leading space that tells names of the schema, for callers who may know them; else empty.
    /// </summary>
    public string Names { get; init; } = string.Empty;

    /// <summary>Where the faulty part lies within a variable's value, e.g. <c>.items[3]</c>.</summary>
    public string Path { get; set; } = string.Empty;
}
