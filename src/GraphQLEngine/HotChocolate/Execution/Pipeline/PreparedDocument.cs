using System.Security.Cryptography;
using System.Text;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>A document that was parsed and validated once: what is wrong with it, or its operations.</summary>
internal sealed class PreparedDocument
{
    private readonly Dictionary<string, PreparedOperation> _operations = new(StringComparer.Ordinal);
    private readonly PreparedOperation? _single;

    public PreparedDocument(string text, IReadOnlyList<IError> errors)
    {
        Errors = errors;
        Hash = HashOf(text);
        Size = DocumentSize.Of(errors);
    }

    public PreparedDocument(string text, Schema schema, DocumentNode document)
        : this(text, [])
    {
        Dictionary<string, FragmentDefinitionNode> fragments = document.Definitions
            .OfType<FragmentDefinitionNode>()
            .ToDictionary(fragment => fragment.Name.Value, StringComparer.Ordinal);
        foreach (OperationDefinitionNode operation in document.Definitions.OfType<OperationDefinitionNode>())
        {
            _operations[operation.Name?.Value ?? string.Empty] =
                new PreparedOperation(schema, operation, document, fragments);
        }

        _single = _operations.Count == 1 ? _operations.Values.First() : null;
        Size = DocumentSize.Of(text, document, _operations.Values);
    }

    /// <summary>Why the document cannot be executed; empty if it can.</summary>
    public IReadOnlyList<IError> Errors { get; }

    /// <summary>The SHA-256 hash of the text in hexadecimal, by which logs and traces name the document.</summary>
    public string Hash { get; }

    /// <summary>
    /// Roughly the memory that it takes with the plans of its operations when all of them are in use, in bytes.
    /// </summary>
    public long Size { get; }

    /// <summary>https://spec.graphql.org/September2025/#GetOperation()</summary>
    /// <param name="name">The operation's name, or null if there has to be just one.</param>
    /// <param name="error">What is wrong if there is no such operation.</param>
    public PreparedOperation? GetOperation(string? name, out Error? error)
    {
        error = null;
        if (name is null && _single is not null)
        {
            return _single;
        }

        // An anonymous operation is kept under the empty name, which no request can mean.
        if (!string.IsNullOrEmpty(name) && _operations.TryGetValue(name, out PreparedOperation? operation))
        {
            return operation;
        }

        string names = string.Join(", ", _operations.Keys.Where(key => key.Length > 0).Select(key => $"`{key}`"));
        error = name is null
            ? new Error($"The document holds several operations: `operationName` has to name one of {names}.")
            : new Error($"The document holds no operation `{name}`{(names.Length > 0 ? $"; it holds {names}" : "")}.");
        return null;
    }

    /// <summary>The SHA-256 hash of a text in lower-case hexadecimal.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
