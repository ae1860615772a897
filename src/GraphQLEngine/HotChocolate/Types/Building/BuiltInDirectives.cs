using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// The directives that every schema has:
/// https://spec.graphql.org/September2025/#sec-Type-System.Directives.Built-in-Directives
/// </summary>
internal static class BuiltInDirectives
{
    public const string DefaultDeprecationReason = "No longer supported";

    public static bool IsBuiltIn(string name)
        => name is "include" or "skip" or "deprecated" or "specifiedBy" or "oneOf";

    /// <summary>Their definitions, in the order in which HotChocolate lists them.</summary>
    public static IEnumerable<DirectiveType> Create(ScalarType stringType, ScalarType booleanType) =>
    [
        new("skip")
        {
            Description = "Leaves the field or fragment out if the argument is true.",
            Arguments = Arguments(new InputValue("if") { Type = new NonNullType(booleanType) }),
            Locations = ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"],
        },
        new("include")
        {
            Description = "Takes the field or fragment only if the argument is true.",
            Arguments = Arguments(new InputValue("if") { Type = new NonNullType(booleanType) }),
            Locations = ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"],
        },
        new("deprecated")
        {
            Description = "Says that something should not be used any more.",
            Arguments = Arguments(new InputValue("reason")
            {
                Description = "Why, and what to use instead, in Markdown.",
                Type = new NonNullType(stringType),
                DefaultValue = new StringValueNode(default, DefaultDeprecationReason, isBlock: false),
            }),
            Locations = ["FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"],
        },
        new("specifiedBy")
        {
            Description = "Says where the format of a scalar is specified.",
            Arguments = Arguments(new InputValue("url")
            {
                Description = "The address of a specification for people to read.",
                Type = new NonNullType(stringType),
            }),
            Locations = ["SCALAR"],
        },
        new("oneOf")
        {
            Description = "Says that exactly one field of the input object is to be given, and not as null.",
            Locations = ["INPUT_OBJECT"],
        },
    ];

    /// <summary>A directive as it is applied to a definition.</summary>
    public static DirectiveNode Apply(string name, params (string Name, ValueNode Value)[] arguments) => new(
        default,
        new NameNode(default, name),
        [.. arguments.Select(item => new ArgumentNode(default, new NameNode(default, item.Name), item.Value))]);

    /// <summary>A directive with one text as argument, as it is applied to a definition.</summary>
    public static DirectiveNode Apply(string name, string argument, string value)
        => Apply(name, (argument, new StringValueNode(default, value, isBlock: false)));

    public static NamedList<InputValue> Arguments(params InputValue[] arguments)
        => new(arguments, argument => argument.Name);
}
