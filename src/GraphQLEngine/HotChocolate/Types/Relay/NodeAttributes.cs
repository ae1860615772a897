namespace HotChocolate.Types.Relay;

/// <summary>
/// Makes an object type a node, which clients can fetch by its id alone: it implements <c>Node</c>. It marks the class of
/// the type or one that extends it. There is a field <c>id</c>, whose values become ids that no other object has, and
/// the marked class has a method marked <see cref="NodeResolverAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NodeAttribute : Attribute;

/// <summary>
/// Marks the method that loads a node: its parameter <c>id</c>, or its first one, is the value that the field <c>id</c>
/// had before it became an id. The method is no field.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeResolverAttribute : Attribute;

/// <summary>
/// Gives a field the scalar <c>ID</c>. Its values become the ids of nodes, with
/// <c>AddGlobalObjectIdentification()</c>.
/// </summary>
/// <param name="typeName">The type whose ids they are; the field's own unless given.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
public sealed class IDAttribute(string? typeName = null) : Attribute, INodeIdAttribute
{
    /// <summary>The type whose ids they are; null for the field's own.</summary>
    public string? TypeName { get; } = typeName;
}

/// <summary>
/// Gives a field the scalar <c>ID</c>. Its values become the ids of nodes, with
/// <c>AddGlobalObjectIdentification()</c>.
/// </summary>
/// <typeparam name="T">The class of the type whose ids they are.</typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
public sealed class IDAttribute<T> : Attribute, INodeIdAttribute
{
    /// <summary>The type whose ids they are.</summary>
    public string? TypeName { get; } = typeof(T).Name;
}

/// <summary>What the attributes for fields with ids have in common.</summary>
internal interface INodeIdAttribute
{
    /// <summary>The type whose ids they are; null for the field's own.</summary>
    string? TypeName { get; }
}
