namespace HotChocolate.Language;

/// <summary>A place in a source text. Lines and columns begin at 1; a column counts UTF-16 code units.</summary>
internal readonly record struct SourceLocation(int Line, int Column);

/// <summary>A node of a parsed document.</summary>
public interface ISyntaxNode;

/// <summary>What stands at the top of a document.</summary>
public interface IDefinitionNode : ISyntaxNode;

/// <summary>A field, a fragment spread or an inline fragment.</summary>
public interface ISelectionNode : ISyntaxNode;

/// <summary>
/// A node of a parsed document. Nodes are immutable data: what is done with them stands in the printer,
/// the visitor, the validation rules and the execution.
/// </summary>
public abstract class SyntaxNode : ISyntaxNode
{
    private protected SyntaxNode(SourceLocation location)
        => Location = location;

    /// <summary>Where the node's first token begins.</summary>
    internal SourceLocation Location { get; }
}

/// <summary>A name together with the place where it is written.</summary>
public sealed class NameNode : SyntaxNode
{
    internal NameNode(SourceLocation location, string value)
        : base(location)
        => Value = value;

    /// <summary>The name itself.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A whole source text: https://spec.graphql.org/September2025/#Document</summary>
public sealed class DocumentNode : SyntaxNode
{
    internal DocumentNode(SourceLocation location, DefinitionNode[] definitions)
        : base(location)
        => Parts = definitions;

    /// <summary>What stands at its top, in order.</summary>
    public IReadOnlyList<IDefinitionNode> Definitions => Parts;

    internal DefinitionNode[] Parts { get; }

    /// <summary>How many tokens its text has, by which the memory that the nodes take can be told.</summary>
    internal int Tokens { get; init; }
}

/// <summary>What stands at the top of a document: an operation, a fragment or a part of a type system.</summary>
public abstract class DefinitionNode : SyntaxNode, IDefinitionNode
{
    private protected DefinitionNode(SourceLocation location, StringValueNode? description)
        : base(location)
        => Description = description;

    internal StringValueNode? Description { get; }
}

/// <summary>A directive in use: https://spec.graphql.org/September2025/#Directive</summary>
internal sealed class DirectiveNode(SourceLocation location, NameNode name, ArgumentNode[] arguments)
    : SyntaxNode(location)
{
    public NameNode Name { get; } = name;

    public ArgumentNode[] Arguments { get; } = arguments;
}

/// <summary>A named value given to a field or directive: https://spec.graphql.org/September2025/#Argument</summary>
internal sealed class ArgumentNode(SourceLocation location, NameNode name, ValueNode value) : SyntaxNode(location)
{
    public NameNode Name { get; } = name;

    public ValueNode Value { get; } = value;
}
