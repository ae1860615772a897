namespace HotChocolate.Types;

/// <summary>Object and interface types: what has fields to select.</summary>
internal abstract class ComplexType(string name) : NamedType(name)
{
    public NamedList<OutputField> Fields { get; set; } = new([], field => field.Name);

    /// <summary>The interfaces that it declares, inherited ones included, as the specification asks.</summary>
    public IReadOnlyList<InterfaceType> Interfaces { get; set; } = [];
}

/// <summary>https://spec.graphql.org/September2025/#sec-Objects</summary>
internal sealed class ObjectType(string name) : ComplexType(name)
{
    /// <summary>Its place among the schema's object types; lets plans keep one slot for each possible type.</summary>
    public int Index { get; set; }
}

/// <summary>https://spec.graphql.org/September2025/#sec-Interfaces</summary>
internal sealed class InterfaceType(string name) : ComplexType(name);

/// <summary>https://spec.graphql.org/September2025/#sec-Unions</summary>
internal sealed class UnionType(string name) : NamedType(name)
{
    public IReadOnlyList<ObjectType> Types { get; set; } = [];
}
