namespace HotChocolate.Language;

/// <summary>The kinds of operation: https://spec.graphql.org/September2025/#OperationType</summary>
internal enum OperationType
{
    Query,
    Mutation,
    Subscription,
}

/// <summary>https://spec.graphql.org/September2025/#OperationDefinition</summary>
public sealed class OperationDefinitionNode : DefinitionNode
{
    internal OperationDefinitionNode(
        SourceLocation location,
        StringValueNode? description,
        OperationType operation,
        NameNode? name,
        VariableDefinitionNode[] variableDefinitions,
        DirectiveNode[] directives,
        SelectionSetNode selectionSet)
        : base(location, description)
    {
        Operation = operation;
        Name = name;
        VariableDefinitions = variableDefinitions;
        Directives = directives;
        SelectionSet = selectionSet;
    }

    internal OperationType Operation { get; }

    /// <summary>The name, if it has one.</summary>
    public NameNode? Name { get; }

    internal VariableDefinitionNode[] VariableDefinitions { get; }

    internal DirectiveNode[] Directives { get; }

    /// <summary>What it selects.</summary>
    public SelectionSetNode SelectionSet { get; }
}

/// <summary>https://spec.graphql.org/September2025/#FragmentDefinition</summary>
public sealed class FragmentDefinitionNode : DefinitionNode
{
    internal FragmentDefinitionNode(
        SourceLocation location,
        StringValueNode? description,
        NameNode name,
        NamedTypeNode typeCondition,
        DirectiveNode[] directives,
        SelectionSetNode selectionSet)
        : base(location, description)
    {
        Name = name;
        TypeCondition = typeCondition;
        Directives = directives;
        SelectionSet = selectionSet;
    }

    /// <summary>The name.</summary>
    public NameNode Name { get; }

    internal NamedTypeNode TypeCondition { get; }

    internal DirectiveNode[] Directives { get; }

    /// <summary>What it selects.</summary>
    public SelectionSetNode SelectionSet { get; }
}

/// <summary>A part of a definition that can have a description and directives.</summary>
internal abstract class PartDefinitionNode(
    SourceLocation location, StringValueNode? description, DirectiveNode[] directives) : SyntaxNode(location)
{
    public StringValueNode? Description { get; } = description;

    public DirectiveNode[] Directives { get; } = directives;
}

/// <summary>What variables, arguments and fields of input objects have in common.</summary>
internal abstract class InputDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    TypeNode type,
    ValueNode? defaultValue,
    DirectiveNode[] directives) : PartDefinitionNode(location, description, directives)
{
    public TypeNode Type { get; } = type;

    public ValueNode? DefaultValue { get; } = defaultValue;
}

/// <summary>https://spec.graphql.org/September2025/#VariableDefinition</summary>
internal sealed class VariableDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    VariableNode variable,
    TypeNode type,
    ValueNode? defaultValue,
    DirectiveNode[] directives) : InputDefinitionNode(location, description, type, defaultValue, directives)
{
    public VariableNode Variable { get; } = variable;
}

/// <summary>https://spec.graphql.org/September2025/#SelectionSet</summary>
public sealed class SelectionSetNode : SyntaxNode
{
    internal SelectionSetNode(SourceLocation location, SelectionNode[] selections)
        : base(location)
        => Items = selections;

    /// <summary>The selections, in order.</summary>
    public IReadOnlyList<ISelectionNode> Selections => Items;

    internal SelectionNode[] Items { get; }
}

/// <summary>A field, a fragment spread or an inline fragment.</summary>
public abstract class SelectionNode : SyntaxNode, ISelectionNode
{
    private protected SelectionNode(SourceLocation location, DirectiveNode[] directives)
        : base(location)
        => Directives = directives;

    internal DirectiveNode[] Directives { get; }
}

/// <summary>https://spec.graphql.org/September2025/#Field</summary>
public sealed class FieldNode : SelectionNode
{
    internal FieldNode(
        SourceLocation location,
        NameNode? alias,
        NameNode name,
        ArgumentNode[] arguments,
        DirectiveNode[] directives,
        SelectionSetNode? selectionSet)
        : base(location, directives)
    {
        Alias = alias;
        Name = name;
        Arguments = arguments;
        SelectionSet = selectionSet;
    }

    internal NameNode? Alias { get; }

    /// <summary>The name.</summary>
    public NameNode Name { get; }

    internal ArgumentNode[] Arguments { get; }

    /// <summary>What it selects; null where it selects nothing.</summary>
    public SelectionSetNode? SelectionSet { get; }

    /// <summary>The key that the field has in the response: its alias, else its name.</summary>
    internal string ResponseKey => (Alias ?? Name).Value;
}

/// <summary>https://spec.graphql.org/September2025/#FragmentSpread</summary>
public sealed class FragmentSpreadNode : SelectionNode
{
    internal FragmentSpreadNode(SourceLocation location, NameNode name, DirectiveNode[] directives)
        : base(location, directives)
        => Name = name;

    /// <summary>The name.</summary>
    public NameNode Name { get; }
}

/// <summary>https://spec.graphql.org/September2025/#InlineFragment</summary>
public sealed class InlineFragmentNode : SelectionNode
{
    internal InlineFragmentNode(
        SourceLocation location,
        NamedTypeNode? typeCondition,
        DirectiveNode[] directives,
        SelectionSetNode selectionSet)
        : base(location, directives)
    {
        TypeCondition = typeCondition;
        SelectionSet = selectionSet;
    }

    internal NamedTypeNode? TypeCondition { get; }

    /// <summary>What it selects.</summary>
    public SelectionSetNode SelectionSet { get; }
}
