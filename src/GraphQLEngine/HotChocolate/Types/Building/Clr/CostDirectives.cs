using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// The directives of HotChocolate's cost analysis, after the draft at
/// https://ibm.github.io/graphql-specs/cost-spec.html.
/// </summary>
internal static class CostDirectives
{
    /// <summary>
    /// What a field costs that does work of its own: one that is asynchronous, pages, uses a DataLoader or takes the
    /// <see cref="Resolvers.IResolverContext"/>.
    /// </summary>
    public const string ResolverWeight = "10";

    /// <summary><c>@cost(weight: …)</c>, as it is applied to a field, argument or input field.</summary>
    public static DirectiveNode Cost(string weight) => BuiltInDirectives.Apply("cost", "weight", weight);

    /// <summary>The definitions.</summary>
    public static IEnumerable<DirectiveType> Create(
        ScalarType stringType, ScalarType intType, ScalarType booleanType) =>
    [
        new("cost")
        {
            Description = "Says what a type, field or argument adds to the cost of an operation.",
            Arguments = BuiltInDirectives.Arguments(new InputValue("weight")
            {
                Description = "The number added for each appearance.",
                Type = new NonNullType(stringType),
            }),
            Locations =
            [
                "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "ENUM", "INPUT_FIELD_DEFINITION",
            ],
        },
        new("listSize")
        {
            Description = "Says how long the list can be that a field answers, so that its items can be counted.",
            Arguments = BuiltInDirectives.Arguments(
                new InputValue("assumedSize")
                {
                    Description = "The length where nothing else tells it.",
                    Type = intType,
                },
                new InputValue("slicingArguments")
                {
                    Description = "The field's arguments that limit the length.",
                    Type = new ListType(new NonNullType(stringType)),
                },
                new InputValue("slicingArgumentDefaultValue")
                {
                    Description = "The length where none of those arguments is given.",
                    Type = intType,
                },
                new InputValue("sizedFields")
                {
                    Description = "The fields of the answer that have the length, where it is no list itself.",
                    Type = new ListType(new NonNullType(stringType)),
                },
                new InputValue("requireOneSlicingArgument")
                {
                    Description = "Whether exactly one of those arguments has to be given.",
                    Type = new NonNullType(booleanType),
                    DefaultValue = new BooleanValueNode(default, true),
                }),
            Locations = ["FIELD_DEFINITION"],
        },
    ];
}
