namespace HotChocolate;

/// <summary>
/// Gives a type, field, argument, input field or enum value a name that is not derived from its C# name.
/// </summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Enum | AttributeTargets.Property | AttributeTargets.Method
    | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class GraphQLNameAttribute(string name) : Attribute
{
    /// <summary>The name in the schema.</summary>
    public string Name { get; } = name;
}

/// <summary>Gives a description that wins over the doc comment.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Enum | AttributeTargets.Property | AttributeTargets.Method
    | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class GraphQLDescriptionAttribute(string description) : Attribute
{
    /// <summary>The description, in Markdown.</summary>
    public string Description { get; } = description;
}

/// <summary>Keeps a property, method or enum member out of the schema.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Field)]
public sealed class GraphQLIgnoreAttribute : Attribute;

/// <summary>Marks a field, argument, input field or enum value as deprecated.</summary>
[AttributeUsage(
    AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class GraphQLDeprecatedAttribute(string deprecationReason) : Attribute
{
    /// <summary>Why, and what to use instead.</summary>
    public string DeprecationReason { get; } = deprecationReason;
}

/// <summary>Gives an argument or input field a default value.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class DefaultValueAttribute(object? value) : Attribute
{
    /// <summary>The default, as the C# type of what is marked has it.</summary>
    public object? Value { get; } = value;
}
