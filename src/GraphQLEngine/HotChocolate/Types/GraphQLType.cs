using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>A type as fields and arguments refer to it: a named type, or one wrapped in lists and non-nulls.</summary>
internal abstract class GraphQLType
{
    /// <summary>The type without its wrappers.</summary>
    public abstract NamedType Named { get; }

    /// <summary>The type without an outermost non-null.</summary>
    public virtual GraphQLType NullableType => this;

    public bool IsNonNull => this is NonNullType;

    /// <summary>https://spec.graphql.org/September2025/#IsInputType()</summary>
    public bool IsInputType => Named is ScalarType or EnumType or InputObjectType;

    /// <summary>https://spec.graphql.org/September2025/#IsOutputType()</summary>
    public bool IsOutputType => Named is not InputObjectType;
}

/// <summary>https://spec.graphql.org/September2025/#sec-List</summary>
internal sealed class ListType(GraphQLType elementType) : GraphQLType
{
    public GraphQLType ElementType { get; } = elementType;

    public override NamedType Named => ElementType.Named;

    public override string ToString() => $"[{ElementType}]";
}

/// <summary>https://spec.graphql.org/September2025/#sec-Non-Null</summary>
internal sealed class NonNullType(GraphQLType type) : GraphQLType
{
    public override GraphQLType NullableType { get; } = type;

    public override NamedType Named => NullableType.Named;

    public override string ToString() => $"{NullableType}!";
}

/// <summary>A type with a name of its own. Filled by a schema builder and not changed after that.</summary>
internal abstract class NamedType(string name) : GraphQLType
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    /// <summary>The directives applied to the definition, as they are printed in SDL.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; set; } = [];

    /// <summary>The C# type behind it, where the schema is made from C# types.</summary>
    public Type? RuntimeType { get; set; }

    public override NamedType Named => this;

    /// <summary>Whether values are written as they are, with no selection of fields.</summary>
    public bool IsLeaf => this is ScalarType or EnumType;

    public override string ToString() => Name;
}
