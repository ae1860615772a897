namespace HotChocolate.Language;

/// <summary>A reference to a type: https://spec.graphql.org/September2025/#Type</summary>
internal abstract class TypeNode(SourceLocation location) : SyntaxNode(location);

/// <summary>https://spec.graphql.org/September2025/#NamedType</summary>
internal sealed class NamedTypeNode(SourceLocation location, NameNode name) : TypeNode(location)
{
    public NameNode Name { get; } = name;
}

/// <summary>https://spec.graphql.org/September2025/#ListType</summary>
internal sealed class ListTypeNode(SourceLocation location, TypeNode type) : TypeNode(location)
{
    public TypeNode Type { get; } = type;
}

/// <summary>https://spec.graphql.org/September2025/#NonNullType; <see cref="Type"/> is never non-null itself.</summary>
internal sealed class NonNullTypeNode(SourceLocation location, TypeNode type) : TypeNode(location)
{
    public TypeNode Type { get; } = type;
}
