namespace HotChocolate.Language;

/// <summary>A place in a source text. Lines and columns begin at 1; a column counts UTF-16 code units.</summary>
internal readonly record struct SourceLocation(int Line, int Column);

/// <summary>
/// A node of a parsed document. Nodes are immutable data: what is done with them stands in the printer,
/// the visitor, the validation rules and the execution.
/// </summary>
internal abstract class SyntaxNode(SourceLocation location)
{
    /// <summary>Where the node's first token begins.</summary>
    public SourceLocation Location { get; } = location;
}

/// <summary>A name together with the place where it is written.</summary>
internal sealed class NameNode(SourceLocation location, string value) : SyntaxNode(location)
{
    public string Value { get; } = value;

    public override string ToString() => Value;
}

/// <summary>A whole source text: https://spec.graphql.org/September2025/#Document</summary>
internal sealed class DocumentNode(SourceLocation location, DefinitionNode[] definitions) : SyntaxNode(location)
{
    public DefinitionNode[] Definitions { get; } = definitions;
}

/// <summary>What stands at the top of a document: an operation, a fragment or a part of a type system.</summary>
internal abstract class DefinitionNode(SourceLocation location, StringValueNode? description) : SyntaxNode(location)
{
    public StringValueNode? Description { get; } = description;
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
