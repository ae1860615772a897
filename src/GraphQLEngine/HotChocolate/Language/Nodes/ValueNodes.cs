namespace HotChocolate.Language;

/// <summary>A literal or a variable: https://spec.graphql.org/September2025/#Value</summary>
internal abstract class ValueNode(SourceLocation location) : SyntaxNode(location);

/// <summary>https://spec.graphql.org/September2025/#Variable</summary>
internal sealed class VariableNode(SourceLocation location, NameNode name) : ValueNode(location)
{
    public NameNode Name { get; } = name;
}

/// <summary>https://spec.graphql.org/September2025/#IntValue, as it is written: any number of digits.</summary>
internal sealed class IntValueNode(SourceLocation location, string value) : ValueNode(location)
{
    public string Value { get; } = value;
}

/// <summary>https://spec.graphql.org/September2025/#FloatValue, as it is written.</summary>
internal sealed class FloatValueNode(SourceLocation location, string value) : ValueNode(location)
{
    public string Value { get; } = value;
}

/// <summary>https://spec.graphql.org/September2025/#StringValue, with escapes and indentation resolved.</summary>
internal sealed class StringValueNode(SourceLocation location, string value, bool isBlock) : ValueNode(location)
{
    public string Value { get; } = value;

    /// <summary>Whether it is written between triple quotes.</summary>
    public bool IsBlock { get; } = isBlock;
}

/// <summary>https://spec.graphql.org/September2025/#BooleanValue</summary>
internal sealed class BooleanValueNode(SourceLocation location, bool value) : ValueNode(location)
{
    public bool Value { get; } = value;
}

/// <summary>https://spec.graphql.org/September2025/#NullValue</summary>
internal sealed class NullValueNode(SourceLocation location) : ValueNode(location);

/// <summary>https://spec.graphql.org/September2025/#EnumValue</summary>
internal sealed class EnumValueNode(SourceLocation location, string value) : ValueNode(location)
{
    public string Value { get; } = value;
}

/// <summary>https://spec.graphql.org/September2025/#ListValue</summary>
internal sealed class ListValueNode(SourceLocation location, ValueNode[] items) : ValueNode(location)
{
    public ValueNode[] Items { get; } = items;
}

/// <summary>https://spec.graphql.org/September2025/#ObjectValue</summary>
internal sealed class ObjectValueNode(SourceLocation location, ObjectFieldNode[] fields) : ValueNode(location)
{
    public ObjectFieldNode[] Fields { get; } = fields;
}

/// <summary>https://spec.graphql.org/September2025/#ObjectField</summary>
internal sealed class ObjectFieldNode(SourceLocation location, NameNode name, ValueNode value) : SyntaxNode(location)
{
    public NameNode Name { get; } = name;

    public ValueNode Value { get; } = value;
}
