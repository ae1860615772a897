using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>Makes types from the definitions and extensions of each.</summary>
internal sealed partial class SdlSchemaBuilder
{
    private static NamedType CreateType(string name, TypeDefinitionNode definition) => definition switch
    {
        ObjectTypeDefinitionNode => new ObjectType(name),
        InterfaceTypeDefinitionNode => new InterfaceType(name),
        UnionTypeDefinitionNode => new UnionType(name),
        EnumTypeDefinitionNode => new EnumType(name),
        InputObjectTypeDefinitionNode => new InputObjectType(name),
        _ => BuiltInScalars.IsSpecified(name) ? BuiltInScalars.Create(name)! : new JsonScalar(name),
    };

    private void FillType(NamedType type, List<TypeDefinitionNode> parts)
    {
        type.Description = parts.Find(part => part.Description is not null)?.Description?.Value ?? type.Description;
        type.Directives = [.. parts.SelectMany(part => part.Directives)];
        switch (type)
        {
            case ScalarType scalar:
                scalar.SpecifiedBy = TextArgument(type.Directives, "specifiedBy", "url", null);
                break;
            case ComplexType complexType:
                FillComplexType(complexType, [.. parts.Cast<ComplexTypeDefinitionNode>()]);
                break;
            case UnionType union:
                union.Types = [.. parts.Cast<UnionTypeDefinitionNode>().SelectMany(part => part.Types)
                    .Select(Find<ObjectType>).OfType<ObjectType>()];
                break;
            case EnumType enumType:
                enumType.Values = ToNamedList(
                    parts.Cast<EnumTypeDefinitionNode>().SelectMany(part => part.Values).Select(CreateEnumValue),
                    value => value.Name, type.Name, "value");
                break;
            case InputObjectType inputType:
                inputType.IsOneOf = type.Directives.Any(directive => directive.Name.Value == "oneOf");
                inputType.Fields = CreateInputValues(
                    parts.Cast<InputObjectTypeDefinitionNode>().SelectMany(part => part.Fields), type.Name, "field");
                break;
        }
    }

    private void FillComplexType(ComplexType type, ComplexTypeDefinitionNode[] parts)
    {
        type.Interfaces =
            [.. parts.SelectMany(part => part.Interfaces).Select(Find<InterfaceType>).OfType<InterfaceType>()];
        type.Fields = ToNamedList(
            parts.SelectMany(part => part.Fields).Select(field => CreateField(type, field)),
            field => field.Name, type.Name, "field");
    }

    private OutputField CreateField(ComplexType owner, FieldDefinitionNode definition)
    {
        string name = definition.Name.Value;
        return new OutputField(name)
        {
            Description = definition.Description?.Value,
            DeprecationReason = DeprecationReason(definition.Directives),
            Directives = definition.Directives,
            Type = Resolve(definition.Type),
            Arguments = CreateInputValues(definition.Arguments, $"{owner.Name}.{name}", "argument"),
            Resolve = owner is ObjectType ? _resolver : null,
        };
    }

    private NamedList<InputValue> CreateInputValues(
        IEnumerable<InputValueDefinitionNode> definitions, string owner, string kind)
        => ToNamedList(definitions.Select(CreateInputValue), value => value.Name, owner, kind);

    private InputValue CreateInputValue(InputValueDefinitionNode definition) => new(definition.Name.Value)
    {
        Description = definition.Description?.Value,
        DeprecationReason = DeprecationReason(definition.Directives),
        Directives = definition.Directives,
        Type = Resolve(definition.Type),
        DefaultValue = definition.DefaultValue,
    };

    private static EnumValue CreateEnumValue(EnumValueDefinitionNode definition)
        => new(definition.Name.Value, definition.Name.Value)
        {
            Description = definition.Description?.Value,
            DeprecationReason = DeprecationReason(definition.Directives),
            Directives = definition.Directives,
        };

    private DirectiveType CreateDirective(DirectiveDefinitionNode definition) => new(definition.Name.Value)
    {
        Description = definition.Description?.Value,
        IsRepeatable = definition.IsRepeatable,
        Locations = [.. definition.Locations.Select(location => location.Value)],
        Arguments = CreateInputValues(definition.Arguments, $"@{definition.Name}", "argument"),
    };

    private GraphQLType Resolve(TypeNode type) => type switch
    {
        NonNullTypeNode nonNull => new NonNullType(Resolve(nonNull.Type)),
        ListTypeNode list => new ListType(Resolve(list.Type)),
        _ => Find<NamedType>((NamedTypeNode)type) ?? FindType("String")!,
    };

    /// <summary>The type of that name and kind; null, and an error, if there is none.</summary>
    private T? Find<T>(NamedTypeNode reference)
        where T : NamedType
    {
        NamedType? type = FindType(reference.Name.Value);
        if (type is not T)
        {
            string kind = typeof(T) == typeof(ObjectType) ? "object type"
                : typeof(T) == typeof(InterfaceType) ? "interface"
                : "type";
            Report(reference, $"there is no {kind} `{reference.Name}`");
        }

        return type as T;
    }

    private static string? DeprecationReason(IEnumerable<DirectiveNode> directives)
        => TextArgument(directives, "deprecated", "reason", BuiltInDirectives.DefaultDeprecationReason);

    /// <summary>The text given to a directive, or its default; null where the directive is not applied.</summary>
    private static string? TextArgument(
        IEnumerable<DirectiveNode> directives, string directive, string argument, string? defaultValue)
    {
        DirectiveNode? node = directives.FirstOrDefault(item => item.Name.Value == directive);
        return node is null
            ? null
            : (node.Arguments.FirstOrDefault(item => item.Name.Value == argument)?.Value as StringValueNode)?.Value
                ?? defaultValue;
    }
}
