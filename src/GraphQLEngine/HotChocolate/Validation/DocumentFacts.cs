using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>
/// What the rules need to know of a document, with the schema's types beside its nodes. It is collected in one
/// walk; most rules are then a loop over one of these lists.
/// </summary>
internal sealed class DocumentFacts
{
    public required DocumentNode Document { get; init; }

    public List<OperationFacts> Operations { get; } = [];

    /// <summary>All fragments in document order, those with the same name included.</summary>
    public List<FragmentFacts> Fragments { get; } = [];

    /// <summary>The fragments by name; of several with the same name the last.</summary>
    public Dictionary<string, FragmentFacts> FragmentsByName { get; } = new(StringComparer.Ordinal);

    public List<FieldFacts> Fields { get; } = [];

    public List<SpreadFacts> Spreads { get; } = [];

    public List<InlineFragmentFacts> InlineFragments { get; } = [];

    public List<ArgumentListFacts> ArgumentLists { get; } = [];

    public List<DirectiveListFacts> DirectiveLists { get; } = [];

    /// <summary>The literals whose position has a known type, outer ones before those within.</summary>
    public List<ValueFacts> Values { get; } = [];

    public List<ObjectValueNode> ObjectValues { get; } = [];

    /// <summary>Wherever a type is named.</summary>
    public List<NamedTypeNode> NamedTypes { get; } = [];
}

/// <summary>An operation or a fragment.</summary>
internal abstract class DefinitionFacts(SelectionFacts selection)
{
    public SelectionFacts Selection { get; } = selection;

    /// <summary>All spreads, however deep within the definition.</summary>
    public List<SpreadFacts> Spreads { get; } = [];

    public List<VariableUsage> Variables { get; } = [];
}

internal sealed class OperationFacts(OperationDefinitionNode node, SelectionFacts selection)
    : DefinitionFacts(selection)
{
    public OperationDefinitionNode Node { get; } = node;

    /// <summary>How errors call it.</summary>
    public string Title => Node.Name is { } name
        ? $"operation `{Excerpt.Of(name.Value, Excerpt.MaxNameLength)}`"
        : "the operation without a name";
}

internal sealed class FragmentFacts(int index, FragmentDefinitionNode node, SelectionFacts selection)
    : DefinitionFacts(selection)
{
    /// <summary>Its place among the document's fragments.</summary>
    public int Index { get; } = index;

    public FragmentDefinitionNode Node { get; } = node;

    public string Name => Node.Name.Value;

    /// <summary>The type of its type condition, composite or not; null if there is none of that name.</summary>
    public NamedType? Type { get; init; }
}

/// <summary>The selection set of an operation, fragment or field, with those of inline fragments in it.</summary>
internal sealed class SelectionFacts(SelectionSetNode node)
{
    public SelectionSetNode Node { get; } = node;

    public List<FieldFacts> Fields { get; } = new(node.Items.Length);

    public List<SpreadFacts> Spreads { get; } = [];
}

/// <summary>A field in a selection set. What is not known, since the document is wrong there, is null.</summary>
internal sealed class FieldFacts(int index, FieldNode node, NamedType? parentType, OutputField? definition)
{
    /// <summary>Its place among the document's fields.</summary>
    public int Index { get; } = index;

    public FieldNode Node { get; } = node;

    public NamedType? ParentType { get; } = parentType;

    public OutputField? Definition { get; } = definition;

    public SelectionFacts? Selection { get; set; }

    public bool IsIntrospection => Node.Name.Value.StartsWith("__", StringComparison.Ordinal);
}

internal sealed class SpreadFacts(FragmentSpreadNode node, NamedType? parentType)
{
    public FragmentSpreadNode Node { get; } = node;

    public NamedType? ParentType { get; } = parentType;

    /// <summary>The fragment of that name, or null if there is none.</summary>
    public FragmentFacts? Fragment { get; set; }
}

/// <param name="Node">The inline fragment.</param>
/// <param name="Type">What its type condition names, or the enclosing type.</param>
/// <param name="ParentType">The enclosing type.</param>
internal readonly record struct InlineFragmentFacts(InlineFragmentNode Node, NamedType? Type, NamedType? ParentType);

/// <summary>The arguments of a field or directive, and what the schema knows of them.</summary>
internal readonly record struct ArgumentListFacts(
    SyntaxNode Owner, string? OwnerType, ArgumentNode[] Arguments, NamedList<InputValue>? Definitions)
{
    /// <summary>How errors call the field or directive.</summary>
    /// <param name="revealsSchemaNames">Whether with the type of the field, which the document need not name.</param>
    public string OwnerTitle(bool revealsSchemaNames) => Owner switch
    {
        FieldNode node => revealsSchemaNames ? $"field `{OwnerType}.{node.Name}`" : $"field `{node.Name}`",
        DirectiveNode directive => $"directive `@{directive.Name}`",
        _ => throw new InvalidOperationException("Only fields and directives have arguments."),
    };
}

/// <param name="Owner">What the directives are applied to.</param>
/// <param name="Location">The name of the location: https://spec.graphql.org/September2025/#DirectiveLocation</param>
/// <param name="Directives">At least one directive.</param>
internal readonly record struct DirectiveListFacts(SyntaxNode Owner, string Location, DirectiveNode[] Directives);

internal readonly record struct ValueFacts(ValueNode Node, GraphQLType Type);

/// <param name="Node">The variable where it is used.</param>
/// <param name="Type">The type of that position, if it is known.</param>
/// <param name="HasDefault">Whether the argument or input field there has a default value.</param>
/// <param name="OneOf">The OneOf input object whose field the variable is given to, if it is.</param>
internal readonly record struct VariableUsage(
    VariableNode Node, GraphQLType? Type, bool HasDefault, InputObjectType? OneOf);
