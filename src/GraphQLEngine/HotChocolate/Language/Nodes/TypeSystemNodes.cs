namespace HotChocolate.Language;

/// <summary>What a definition of a type system begins with.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Description">The description; null where there is none.</param>
/// <param name="IsExtension">Whether it is written with <c>extend</c>.</param>
internal readonly record struct DefinitionStart(
    SourceLocation Location, StringValueNode? Description, bool IsExtension);

/// <summary>A definition of a type system, or, with <see cref="IsExtension"/>, an addition to one.</summary>
internal abstract class TypeSystemDefinitionNode(DefinitionStart start, DirectiveNode[] directives)
    : DefinitionNode(start.Location, start.Description)
{
    /// <summary>Whether it is written with <c>extend</c>.</summary>
    public bool IsExtension { get; } = start.IsExtension;

    public DirectiveNode[] Directives { get; } = directives;
}

/// <summary>https://spec.graphql.org/September2025/#SchemaDefinition</summary>
internal sealed class SchemaDefinitionNode(
    DefinitionStart start,
    DirectiveNode[] directives,
    OperationTypeDefinitionNode[] operationTypes)
    : TypeSystemDefinitionNode(start, directives)
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
internal abstract class TypeDefinitionNode(DefinitionStart start, NameNode name, DirectiveNode[] directives)
    : TypeSystemDefinitionNode(start, directives)
{
    public NameNode Name { get; } = name;
}

/// <summary>https://spec.graphql.org/September2025/#ScalarTypeDefinition</summary>
internal sealed class ScalarTypeDefinitionNode(DefinitionStart start, NameNode name, DirectiveNode[] directives)
    : TypeDefinitionNode(start, name, directives);

/// <summary>What object and interface type definitions have in common.</summary>
internal abstract class ComplexTypeDefinitionNode(
    DefinitionStart start,
    NameNode name,
    NamedTypeNode[] interfaces,
    DirectiveNode[] directives,
    FieldDefinitionNode[] fields) : TypeDefinitionNode(start, name, directives)
{
    public NamedTypeNode[] Interfaces { get; } = interfaces;

    public FieldDefinitionNode[] Fields { get; } = fields;
}

/// <summary>https://spec.graphql.org/September2025/#ObjectTypeDefinition</summary>
internal sealed class ObjectTypeDefinitionNode(
    DefinitionStart start,
    NameNode name,
    NamedTypeNode[] interfaces,
    DirectiveNode[] directives,
    FieldDefinitionNode[] fields)
    : ComplexTypeDefinitionNode(start, name, interfaces, directives, fields);

/// <summary>https://spec.graphql.org/September2025/#InterfaceTypeDefinition</summary>
internal sealed class InterfaceTypeDefinitionNode(
    DefinitionStart start,
    NameNode name,
    NamedTypeNode[] interfaces,
    DirectiveNode[] directives,
    FieldDefinitionNode[] fields)
    : ComplexTypeDefinitionNode(start, name, interfaces, directives, fields);

/// <summary>https://spec.graphql.org/September2025/#UnionTypeDefinition</summary>
internal sealed class UnionTypeDefinitionNode(
    DefinitionStart start,
    NameNode name,
    DirectiveNode[] directives,
    NamedTypeNode[] types) : TypeDefinitionNode(start, name, directives)
{
    public NamedTypeNode[] Types { get; } = types;
}

/// <summary>https://spec.graphql.org/September2025/#EnumTypeDefinition</summary>
internal sealed class EnumTypeDefinitionNode(
    DefinitionStart start,
    NameNode name,
    DirectiveNode[] directives,
    EnumValueDefinitionNode[] values) : TypeDefinitionNode(start, name, directives)
{
    public EnumValueDefinitionNode[] Values { get; } = values;
}

/// <summary>https://spec.graphql.org/September2025/#InputObjectTypeDefinition</summary>
internal sealed class InputObjectTypeDefinitionNode(
    DefinitionStart start,
    NameNode name,
    DirectiveNode[] directives,
    InputValueDefinitionNode[] fields) : TypeDefinitionNode(start, name, directives)
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
    DirectiveNode[] directives) : PartDefinitionNode(location, description, directives)
{
    public NameNode Name { get; } = name;

    public InputValueDefinitionNode[] Arguments { get; } = arguments;

    public TypeNode Type { get; } = type;
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
    SourceLocation location, StringValueNode? description, NameNode name, DirectiveNode[] directives)
    : PartDefinitionNode(location, description, directives)
{
    public NameNode Name { get; } = name;
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
