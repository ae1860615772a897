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
            Description = "The cost that a type, field or argument adds to an operation.",
            Arguments = BuiltInDirectives.Arguments(new InputValue("weight")
            {
                Description = "The cost of each use.",
                Type = new NonNullType(stringType),
            }),
            Locations =
            [
                "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "ENUM", "INPUT_FIELD_DEFINITION",
            ],
        },
        new("listSize")
        {
            Description = "The maximum length of the list that a field returns, for cost analysis.",
            Arguments = BuiltInDirectives.Arguments(
                new InputValue("assumedSize")
                {
                    Description = "The length if nothing else determines it.",
                    Type = intType,
                },
                new InputValue("slicingArguments")
                {
                    Description = "The arguments that limit the length.",
                    Type = new ListType(new NonNullType(stringType)),
                },
                new InputValue("slicingArgumentDefaultValue")
                {
                    Description = "The length if none of those arguments is given.",
                    Type = intType,
                },
                new InputValue("sizedFields")
                {
                    Description = "The subfields that have this length, if the field itself is not a list.",
                    Type = new ListType(new NonNullType(stringType)),
                },
                new InputValue("requireOneSlicingArgument")
                {
                    Description = "Whether exactly one slicing argument must be given.",
                    Type = new NonNullType(booleanType),
                    DefaultValue = new BooleanValueNode(default, true),
                }),
            Locations = ["FIELD_DEFINITION"],
        },
    ];
}
