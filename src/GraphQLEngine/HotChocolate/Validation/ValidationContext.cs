using HotChocolate.Language;
using HotChocolate.Types;
using HotChocolate.Validation.Options;

namespace HotChocolate.Validation;

/// <summary>What every rule works with: the document's facts, and a place for errors.</summary>
internal class ValidationContext : IDocumentValidatorContext
{
    /// <summary>A document with so many errors gets no more: they only cost time and say nothing new.</summary>
    private const int MaxErrors = 100;

    private readonly List<IError> _errors = [];

    public required DocumentFacts Facts { get; init; }

    /// <summary>The directives that the document can use.</summary>
    public required NamedList<DirectiveType> Directives { get; init; }

    /// <summary>
    /// Whether messages may contain names of the schema that the document does not contain, such as suggestions for a
    /// misspelled one.
    /// </summary>
    public bool RevealsSchemaNames { get; init; } = true;

    /// <inheritdoc/>
    public bool FatalErrorDetected { get; set; }

    public IReadOnlyList<IError> Errors => _errors;

    /// <summary>Whether no further error will be reported.</summary>
    public bool IsFull => _errors.Count >= MaxErrors;

    public void Report(string message, params ReadOnlySpan<SyntaxNode> nodes) => Report(message, null, nodes);

    public void Report(string message, string? code, params ReadOnlySpan<SyntaxNode> nodes)
    {
        if (IsFull)
        {
            return;
        }

        var locations = new SourceLocation[nodes.Length];
        for (int i = 0; i < locations.Length; i++)
        {
            locations[i] = nodes[i].Location;
        }

        _errors.Add(
            new Error(Excerpt.Of(message, Excerpt.MaxMessageLength)) { Code = code, Locations = locations });
    }

    /// <summary>Reports an error whose message has names of the schema that the document may not have.</summary>
    /// <param name="message">The message.</param>
    /// <param name="messageWithoutSchemaNames">The message where <see cref="RevealsSchemaNames"/> is false.</param>
    /// <param name="nodes">Where the error is.</param>
    public void ReportWithSchemaNames(
        string message, string messageWithoutSchemaNames, params ReadOnlySpan<SyntaxNode> nodes)
        => Report(RevealsSchemaNames ? message : messageWithoutSchemaNames, null, nodes);

    public void ReportError(IError error)
    {
        if (!IsFull)
        {
            _errors.Add(error);
        }
    }

    /// <summary>A sentence with the names nearest to one, with a leading space, or nothing.</summary>
    public string Suggest(string name, IEnumerable<string> known)
        => RevealsSchemaNames ? SpellingSuggestions.Suggest(name, known) : "";

    /// <summary>
    /// Reports an error for each node with the same name as an earlier one. The locations of the error are those of the
    /// two names.
    /// </summary>
    public void ReportDuplicates<T>(
        IEnumerable<T> nodes, Func<T, NameNode?> name, Func<string, string> message)
    {
        if (nodes is IReadOnlyCollection<T> { Count: < 2 })
        {
            return;
        }

        var seen = new Dictionary<string, NameNode>(StringComparer.Ordinal);
        foreach (T node in nodes)
        {
            if (name(node) is { } current && !seen.TryAdd(current.Value, current))
            {
                Report(message(current.Value), seen[current.Value], current);
            }
        }
    }
}

/// <summary>What the rules for executable documents work with.</summary>
internal sealed class ExecutableContext : ValidationContext
{
    /// <summary>The schema that the document is for.</summary>
    public required Schema Schema { get; init; }

    public required ValidationOptions Options { get; init; }
}
