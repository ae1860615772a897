using HotChocolate.Language;

namespace HotChocolate.Types;

internal sealed partial class IntrospectionTypes
{
    private OutputField[] SchemaFields() =>
    [
        Field<Schema>("description", _string, schema => schema.Description),
        Field<Schema>("types", NonNull(ListOf(_type)), schema => schema.Types),
        Field<Schema>("queryType", NonNull(_type), schema => schema.QueryType),
        Field<Schema>("mutationType", _type, schema => schema.MutationType),
        Field<Schema>("subscriptionType", _type, schema => schema.SubscriptionType),
        Field<Schema>("directives", NonNull(ListOf(_directive)), (schema, _) => schema.Directives),
    ];

    private OutputField[] TypeFields() =>
    [
        Field<GraphQLType>("kind", NonNull(_typeKind), KindOf),
        Field<GraphQLType>("name", _string, type => (type as NamedType)?.Name),
        Field<GraphQLType>("description", _string, type => (type as NamedType)?.Description),
        Field<GraphQLType>("specifiedByURL", _string, type => (type as ScalarType)?.SpecifiedBy),
        Field<GraphQLType>("fields", ListOf(_field), (type, all) => type is ComplexType complex
            ? complex.Fields.Where(field => all || field.DeprecationReason is null)
            : null),
        Field<GraphQLType>("interfaces", ListOf(_type), type => (type as ComplexType)?.Interfaces),
        PossibleTypesField(),
        Field<GraphQLType>("enumValues", ListOf(_enumValue), (type, all) => type is EnumType enumType
            ? enumType.Values.Where(value => all || value.DeprecationReason is null)
            : null),
        Field<GraphQLType>("inputFields", ListOf(_inputValue), (type, all) => type is InputObjectType inputType
            ? Visible(inputType.Fields, all)
            : null),
        Field<GraphQLType>("ofType", _type, OfType),
        Field<GraphQLType>("isOneOf", _boolean, type => type is InputObjectType inputType ? inputType.IsOneOf : null),
    ];

    private OutputField PossibleTypesField() => new("possibleTypes")
    {
        Type = ListOf(_type),
        Resolve = context => new(context.Parent switch
        {
            UnionType union => union.Types,
            InterfaceType type => context.Schema.ObjectTypes.Where(item => context.Schema.IsPossibleType(type, item)),
            _ => null,
        }),
    };

    private OutputField[] FieldFields() =>
    [
        Field<OutputField>("name", NonNull(_string), field => field.Name),
        Field<OutputField>("description", _string, field => field.Description),
        Field<OutputField>("args", NonNull(ListOf(_inputValue)), (field, all) => Visible(field.Arguments, all)),
        Field<OutputField>("type", NonNull(_type), field => field.Type),
        Field<OutputField>("isDeprecated", NonNull(_boolean), field => field.DeprecationReason is not null),
        Field<OutputField>("deprecationReason", _string, field => field.DeprecationReason),
    ];

    private OutputField[] InputValueFields() =>
    [
        Field<InputValue>("name", NonNull(_string), value => value.Name),
        Field<InputValue>("description", _string, value => value.Description),
        Field<InputValue>("type", NonNull(_type), value => value.Type),
        Field<InputValue>("defaultValue", _string,
            value => value.DefaultValue is { } literal ? SyntaxPrinter.Print(literal) : null),
        Field<InputValue>("isDeprecated", NonNull(_boolean), value => value.DeprecationReason is not null),
        Field<InputValue>("deprecationReason", _string, value => value.DeprecationReason),
    ];

    private OutputField[] EnumValueFields() =>
    [
        Field<EnumValue>("name", NonNull(_string), value => value.Name),
        Field<EnumValue>("description", _string, value => value.Description),
        Field<EnumValue>("isDeprecated", NonNull(_boolean), value => value.DeprecationReason is not null),
        Field<EnumValue>("deprecationReason", _string, value => value.DeprecationReason),
    ];

    private OutputField[] DirectiveFields() =>
    [
        Field<DirectiveType>("name", NonNull(_string), directive => directive.Name),
        Field<DirectiveType>("description", _string, directive => directive.Description),
        Field<DirectiveType>("isRepeatable", NonNull(_boolean), directive => directive.IsRepeatable),
        Field<DirectiveType>("locations", NonNull(ListOf(_directiveLocation)), directive => directive.Locations),
        Field<DirectiveType>("args", NonNull(ListOf(_inputValue)),
            (directive, all) => Visible(directive.Arguments, all)),
    ];

    private static IEnumerable<InputValue> Visible(IEnumerable<InputValue> values, bool all)
        => values.Where(value => all || value.DeprecationReason is null);

    private static string KindOf(GraphQLType type) => type switch
    {
        ScalarType => "SCALAR",
        ObjectType => "OBJECT",
        InterfaceType => "INTERFACE",
        UnionType => "UNION",
        EnumType => "ENUM",
        InputObjectType => "INPUT_OBJECT",
        ListType => "LIST",
        _ => "NON_NULL",
    };

    private static GraphQLType? OfType(GraphQLType type) => type switch
    {
        ListType list => list.ElementType,
        NonNullType nonNull => nonNull.NullableType,
        _ => null,
    };
}
