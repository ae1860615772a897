namespace HotChocolate.Language;

/// <summary>The kinds of operation: https://spec.graphql.org/September2025/#OperationType</summary>
internal enum OperationType
{
    Query,
    Mutation,
    Subscription,
}

/// <summary>https://spec.graphql.org/September2025/#OperationDefinition</summary>
internal sealed class OperationDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    OperationType operation,
    NameNode? name,
    VariableDefinitionNode[] variableDefinitions,
    DirectiveNode[] directives,
    SelectionSetNode selectionSet) : DefinitionNode(location, description)
{
    public OperationType Operation { get; } = operation;

    public NameNode? Name { get; } = name;

    public VariableDefinitionNode[] VariableDefinitions { get; } = variableDefinitions;

    public DirectiveNode[] Directives { get; } = directives;

    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

/// <summary>https://spec.graphql.org/September2025/#FragmentDefinition</summary>
internal sealed class FragmentDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    NameNode name,
    NamedTypeNode typeCondition,
    DirectiveNode[] directives,
    SelectionSetNode selectionSet) : DefinitionNode(location, description)
{
    public NameNode Name { get; } = name;

    public NamedTypeNode TypeCondition { get; } = typeCondition;

    public DirectiveNode[] Directives { get; } = directives;

    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

/// <summary>https://spec.graphql.org/September2025/#VariableDefinition</summary>
internal sealed class VariableDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    VariableNode variable,
    TypeNode type,
    ValueNode? defaultValue,
    DirectiveNode[] directives) : SyntaxNode(location)
{
    public StringValueNode? Description { get; } = description;

    public VariableNode Variable { get; } = variable;

    public TypeNode Type { get; } = type;

    public ValueNode? DefaultValue { get; } = defaultValue;

    public DirectiveNode[] Directives { get; } = directives;
}

/// <summary>https://spec.graphql.org/September2025/#SelectionSet</summary>
internal sealed class SelectionSetNode(SourceLocation location, SelectionNode[] selections) : SyntaxNode(location)
{
    public SelectionNode[] Selections { get; } = selections;
}

/// <summary>A field, a fragment spread or an inline fragment.</summary>
internal abstract class SelectionNode(SourceLocation location, DirectiveNode[] directives) : SyntaxNode(location)
{
    public DirectiveNode[] Directives { get; } = directives;
}

/// <summary>https://spec.graphql.org/September2025/#Field</summary>
internal sealed class FieldNode(
    SourceLocation location,
    NameNode? alias,
    NameNode name,
    ArgumentNode[] arguments,
    DirectiveNode[] directives,
    SelectionSetNode? selectionSet) : SelectionNode(location, directives)
{
    public NameNode? Alias { get; } = alias;

    public NameNode Name { get; } = name;

    public ArgumentNode[] Arguments { get; } = arguments;

    public SelectionSetNode? SelectionSet { get; } = selectionSet;

    /// <summary>The key that the field has in the response: its alias, else its name.</summary>
    public string ResponseKey => (Alias ?? Name).Value;
}

/// <summary>https://spec.graphql.org/September2025/#FragmentSpread</summary>
internal sealed class FragmentSpreadNode(SourceLocation location, NameNode name, DirectiveNode[] directives)
    : SelectionNode(location, directives)
{
    public NameNode Name { get; } = name;
}

/// <summary>https://spec.graphql.org/September2025/#InlineFragment</summary>
internal sealed class InlineFragmentNode(
    SourceLocation location,
    NamedTypeNode? typeCondition,
    DirectiveNode[] directives,
    SelectionSetNode selectionSet) : SelectionNode(location, directives)
{
    public NamedTypeNode? TypeCondition { get; } = typeCondition;

    public SelectionSetNode SelectionSet { get; } = selectionSet;
}
