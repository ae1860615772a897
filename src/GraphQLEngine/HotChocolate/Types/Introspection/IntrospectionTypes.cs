namespace HotChocolate.Types;

/// <summary>
/// The introspection system:
/// https://spec.graphql.org/September2025/#sec-Schema-Introspection.Schema-Introspection-Schema.
/// Its types are ordinary ones whose fields read the schema model; each schema has its own.
/// </summary>
internal sealed partial class IntrospectionTypes
{
    private readonly ObjectType _schema = new("__Schema") { Description = "What the server offers." };
    private readonly ObjectType _type = new("__Type") { Description = "A type, or a list or non-null of one." };
    private readonly ObjectType _field = new("__Field") { Description = "A field of an object or interface type." };
    private readonly ObjectType _inputValue =
        new("__InputValue") { Description = "An argument, or a field of an input object type." };

    private readonly ObjectType _enumValue = new("__EnumValue") { Description = "One of the values of an enum type." };
    private readonly ObjectType _directive = new("__Directive") { Description = "A directive that documents can use." };
    private readonly EnumType _typeKind = new("__TypeKind") { Description = "The kinds of types." };
    private readonly EnumType _directiveLocation =
        new("__DirectiveLocation") { Description = "The places where a directive can stand." };

    private readonly ScalarType _string;
    private readonly ScalarType _boolean;

    /// <param name="stringType">The schema's <c>String</c>.</param>
    /// <param name="booleanType">The schema's <c>Boolean</c>.</param>
    /// <param name="order">In which order types list their fields.</param>
    public IntrospectionTypes(ScalarType stringType, ScalarType booleanType, IntrospectionOrder order)
    {
        (_string, _boolean) = (stringType, booleanType);
        _typeKind.Values = Values(
            "SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "LIST", "NON_NULL");
        _directiveLocation.Values = Values(
            "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT",
            "VARIABLE_DEFINITION", "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION",
            "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION");
        _schema.Fields = Named(SchemaFields());
        _type.Fields = Named(InOrder(TypeFields(), order, "specifiedByURL"));
        _field.Fields = Named(FieldFields());
        _inputValue.Fields = Named(InputValueFields());
        _enumValue.Fields = Named(EnumValueFields());
        _directive.Fields = Named(InOrder(DirectiveFields(), order, "isRepeatable"));
        TypeName = new OutputField("__typename") { Type = NonNull(_string) };
        Schema = new OutputField("__schema") { Type = NonNull(_schema), Resolve = context => new(context.Schema) };
        Type = new OutputField("__type")
        {
            Type = _type,
            Arguments = new([new InputValue("name") { Type = NonNull(_string) }], argument => argument.Name),
            Resolve = context => new(context.Schema.Types[(string)context.Argument(0)!]),
        };
    }

    /// <summary><c>__typename</c>, which the execution resolves itself.</summary>
    public OutputField TypeName { get; }

    /// <summary><c>__schema</c> of the query root.</summary>
    public OutputField Schema { get; }

    /// <summary><c>__type(name:)</c> of the query root.</summary>
    public OutputField Type { get; }

    /// <summary>The types, by name.</summary>
    public IReadOnlyList<NamedType> All
        => [_directive, _directiveLocation, _enumValue, _field, _inputValue, _schema, _type, _typeKind];

    /// <summary>The specification's order, or with one field at the end, where HotChocolate has it.</summary>
    private static IEnumerable<OutputField> InOrder(
        IReadOnlyList<OutputField> fields, IntrospectionOrder order, string lastField)
        => order == IntrospectionOrder.Specification
            ? fields
            : fields.OrderBy(field => field.Name == lastField);

    private static NamedList<OutputField> Named(IEnumerable<OutputField> fields) => new(fields, field => field.Name);

    private static NamedList<EnumValue> Values(params string[] names)
        => new(names.Select(name => new EnumValue(name, name)), value => value.Name);

    private static NonNullType NonNull(GraphQLType type) => new(type);

    private static ListType ListOf(GraphQLType type) => new(NonNull(type));

    private static OutputField Field<T>(string name, GraphQLType type, Func<T, object?> read)
        => new(name) { Type = type, Read = parent => read((T)parent!) };

    /// <summary>A list that shows what is deprecated only on demand.</summary>
    private OutputField Field<T>(string name, GraphQLType type, Func<T, bool, object?> read)
    {
        var includeDeprecated = new InputValue("includeDeprecated")
        {
            Type = NonNull(_boolean),
            DefaultValue = new Language.BooleanValueNode(default, false),
        };
        return new(name)
        {
            Type = type,
            Arguments = new([includeDeprecated], argument => argument.Name),
            Resolve = context => new(read((T)context.Parent!, context.Argument(0) is true)),
        };
    }
}

/// <summary>In which order introspection types list their fields.</summary>
internal enum IntrospectionOrder
{
    /// <summary>As the specification prints them.</summary>
    Specification,

    /// <summary>As HotChocolate has them, which shows in responses that list the fields of <c>__Type</c>.</summary>
    HotChocolate,
}
