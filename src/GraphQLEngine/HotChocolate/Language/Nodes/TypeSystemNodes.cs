namespace HotChocolate.Language;

/// <summary>A definition of a type system, or, with <see cref="IsExtension"/>, an addition to one.</summary>
internal abstract class TypeSystemDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    DirectiveNode[] directives) : DefinitionNode(location, description)
{
    /// <summary>Whether it is written with <c>extend</c>.</summary>
    public bool IsExtension { get; } = isExtension;

    public DirectiveNode[] Directives { get; } = directives;
}

/// <summary>https://spec.graphql.org/September2025/#SchemaDefinition</summary>
internal sealed class SchemaDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    DirectiveNode[] directives,
    OperationTypeDefinitionNode[] operationTypes)
    : TypeSystemDefinitionNode(location, description, isExtension, directives)
{
    public OperationTypeDefinitionNode[] OperationTypes { get; } = operationTypes;
}

/// <summary>https://spec.graphql.org/September2025/#RootOperationTypeDefinition</summary>
internal sealed class OperationTypeDefinitionNode(SourceLocation location, OperationType operation, NamedTypeNode type)
    : SyntaxNode(location)
{
    public OperationType Operation { get; } = operation;

    public NamedTypeNode Type { get; } = type;
}

/// <summary>https://spec.graphql.org/September2025/#TypeDefinition and #TypeExtension</summary>
internal abstract class TypeDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    NameNode name,
    DirectiveNode[] directives) : TypeSystemDefinitionNode(location, description, isExtension, directives)
{
    public NameNode Name { get; } = name;
}

/// <summary>https://spec.graphql.org/September2025/#ScalarTypeDefinition</summary>
internal sealed class ScalarTypeDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    NameNode name,
    DirectiveNode[] directives) : TypeDefinitionNode(location, description, isExtension, name, directives);

/// <summary>What object and interface type definitions have in common.</summary>
internal abstract class ComplexTypeDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    NameNode name,
    NamedTypeNode[] interfaces,
    DirectiveNode[] directives,
    FieldDefinitionNode[] fields) : TypeDefinitionNode(location, description, isExtension, name, directives)
{
    public NamedTypeNode[] Interfaces { get; } = interfaces;

    public FieldDefinitionNode[] Fields { get; } = fields;
}

/// <summary>https://spec.graphql.org/September2025/#ObjectTypeDefinition</summary>
internal sealed class ObjectTypeDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    NameNode name,
    NamedTypeNode[] interfaces,
    DirectiveNode[] directives,
    FieldDefinitionNode[] fields)
    : ComplexTypeDefinitionNode(location, description, isExtension, name, interfaces, directives, fields);

/// <summary>https://spec.graphql.org/September2025/#InterfaceTypeDefinition</summary>
internal sealed class InterfaceTypeDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    NameNode name,
    NamedTypeNode[] interfaces,
    DirectiveNode[] directives,
    FieldDefinitionNode[] fields)
    : ComplexTypeDefinitionNode(location, description, isExtension, name, interfaces, directives, fields);

/// <summary>https://spec.graphql.org/September2025/#UnionTypeDefinition</summary>
internal sealed class UnionTypeDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    NameNode name,
    DirectiveNode[] directives,
    NamedTypeNode[] types) : TypeDefinitionNode(location, description, isExtension, name, directives)
{
    public NamedTypeNode[] Types { get; } = types;
}

/// <summary>https://spec.graphql.org/September2025/#EnumTypeDefinition</summary>
internal sealed class EnumTypeDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    NameNode name,
    DirectiveNode[] directives,
    EnumValueDefinitionNode[] values) : TypeDefinitionNode(location, description, isExtension, name, directives)
{
    public EnumValueDefinitionNode[] Values { get; } = values;
}

/// <summary>https://spec.graphql.org/September2025/#InputObjectTypeDefinition</summary>
internal sealed class InputObjectTypeDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    bool isExtension,
    NameNode name,
    DirectiveNode[] directives,
    InputValueDefinitionNode[] fields) : TypeDefinitionNode(location, description, isExtension, name, directives)
{
    public InputValueDefinitionNode[] Fields { get; } = fields;
}

/// <summary>https://spec.graphql.org/September2025/#FieldDefinition</summary>
internal sealed class FieldDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    NameNode name,
    InputValueDefinitionNode[] arguments,
    TypeNode type,
    DirectiveNode[] directives) : SyntaxNode(location)
{
    public StringValueNode? Description { get; } = description;

    public NameNode Name { get; } = name;

    public InputValueDefinitionNode[] Arguments { get; } = arguments;

    public TypeNode Type { get; } = type;

    public DirectiveNode[] Directives { get; } = directives;
}

/// <summary>An argument of a field or directive, or a field of an input object:
/// https://spec.graphql.org/September2025/#InputValueDefinition</summary>
internal sealed class InputValueDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    NameNode name,
    TypeNode type,
    ValueNode? defaultValue,
    DirectiveNode[] directives) : InputDefinitionNode(location, description, type, defaultValue, directives)
{
    public NameNode Name { get; } = name;
}

/// <summary>https://spec.graphql.org/September2025/#EnumValueDefinition</summary>
internal sealed class EnumValueDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    NameNode name,
    DirectiveNode[] directives) : SyntaxNode(location)
{
    public StringValueNode? Description { get; } = description;

    public NameNode Name { get; } = name;

    public DirectiveNode[] Directives { get; } = directives;
}

/// <summary>https://spec.graphql.org/September2025/#DirectiveDefinition</summary>
internal sealed class DirectiveDefinitionNode(
    SourceLocation location,
    StringValueNode? description,
    NameNode name,
    InputValueDefinitionNode[] arguments,
    bool isRepeatable,
    NameNode[] locations) : DefinitionNode(location, description)
{
    public NameNode Name { get; } = name;

    public InputValueDefinitionNode[] Arguments { get; } = arguments;

    public bool IsRepeatable { get; } = isRepeatable;

    public NameNode[] Locations { get; } = locations;
}
