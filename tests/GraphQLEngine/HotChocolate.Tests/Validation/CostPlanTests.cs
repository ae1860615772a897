using HotChocolate.CostAnalysis;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

public sealed class CostPlanTests
{
    private static readonly Schema s_schema = SdlSchemaBuilder.Build(Utf8GraphQLParser.Parse(
        """
        directive @cost(weight: String!)
          on SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
        directive @listSize(
          assumedSize: Int, slicingArguments: [String!], slicingArgumentDefaultValue: Int, sizedFields: [String!]
          requireOneSlicingArgument: Boolean) on FIELD_DEFINITION
        type Query {
          lead: Lead
          leads(first: Int, last: Int, where: Filter @cost(weight: "10"), order: [Order!] @cost(weight: "10")): Page
            @cost(weight: "10") @listSize(assumedSize: 50, slicingArguments: ["first", "last"], sizedFields: ["nodes"])
          defaults(first: Int): [Lead] @listSize(slicingArgumentDefaultValue: 7, slicingArguments: ["first"])
          unsized: [Lead]
          plain(filter: Filter, number: Int): Int
          any: Any
        }
        type Page { nodes: [Lead!], total: Int @cost(weight: "10") }
        type Lead { id: Int, name: String, events(first: Int = 5): [Event!] @cost(weight: "10")
          @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) }
        type Event @cost(weight: "3") { id: Int }
        type Cheap { id: Int }
        union Any = Event | Cheap | Lead
        input Filter { and: [Filter!], name: Text @cost(weight: "20"), tier: Int, deep: Filter }
        input Text { eq: String @cost(weight: "10"), neq: String }
        input Order { name: Int @cost(weight: "2") }
        """));

    // Field costs: 1 for what answers objects or a list, 10 where @cost says so; type costs: 1 an object, the root too.
    [Theory]
    [InlineData("{ plain }", 0, 1)]
    [InlineData("{ lead { id name } }", 1, 2)]
    [InlineData("{ lead { id } lead { name } again: lead { id } }", 2, 3)]
    [InlineData("{ unsized { id } }", 1, 2)]
    [InlineData("{ defaults { id } }", 1, 8)]
    [InlineData("{ defaults(first: 3) { id } }", 1, 4)]
    [InlineData("{ lead { events { id } } }", 11, 17)]
    [InlineData("{ lead { events(first: 2) { id } } }", 11, 8)]
    [InlineData("{ leads(first: 20) { nodes { id } total } }", 21, 22)]
    [InlineData("{ leads(first: 20, last: 30) { nodes { id } } }", 11, 32)]
    [InlineData("{ leads { nodes { id } } }", 11, 52)]
    [InlineData("{ leads(first: 20) { nodes { events(first: 2) { id } } } }", 211, 142)]
    [InlineData("{ any { __typename ... on Lead { events(first: 1) { id } } ... on Event { id } } }", 11, 5)]
    public void Evaluate_SizesAndWeights_AreMultipliedDownTheTree(string document, double fieldCost, double typeCost) =>
        Assert.Equal(new OperationCost(fieldCost, typeCost), Evaluate(document));

    [Theory]
    [InlineData("{ plain(number: 5) }", 0)]
    [InlineData("{ plain(filter: {}) }", 1)]
    [InlineData("{ plain(filter: { tier: 1 }) }", 1)]
    [InlineData("{ plain(filter: { name: { eq: \"x\", neq: \"y\" } }) }", 31)]
    [InlineData("{ plain(filter: { and: [{ deep: { tier: 1 } }, { name: { eq: \"x\" } }] }) }", 33)]
    public void Evaluate_InputObjects_AddTheWeightsOfTheFieldsGiven(string document, double fieldCost) =>
        Assert.Equal(fieldCost, Evaluate(document).FieldCost);

    [Theory]
    [InlineData("5", "null", 21, 7)]
    [InlineData("5", "{ name: { eq: \"x\" } }", 51, 7)]
    [InlineData("5", "{ and: [{ tier: 1 }, { tier: 2 }] }", 22, 7)]
    [InlineData("null", null, 11, 52)]
    [InlineData(null, null, 11, 52)]
    public void Evaluate_Variables_CountByTheirValues(
        string? first, string? where, double fieldCost, double typeCost) =>
        Assert.Equal(
            new OperationCost(fieldCost, typeCost),
            Evaluate(
                "query ($f: Int, $w: Filter) { leads(first: $f, where: $w) { nodes { id } } }",
                ("f", first),
                ("w", where)));

    [Theory]
    [InlineData("true", "true", 3)]
    [InlineData("true", "false", 2)]
    [InlineData("false", "true", 0)]
    public void Evaluate_Conditions_CountOnlyWhatIsSelected(
        string outer, string inner, double fieldCost) => Assert.Equal(
        fieldCost,
        Evaluate(
            """
            query ($o: Boolean!, $i: Boolean!) {
              ... @include(if: $o) { a: lead { id } ...F @include(if: $i) b: lead { id } }
            }
            fragment F on Query { c: lead { id } ...G @skip(if: $i) }
            fragment G on Query { d: lead { id } }
            """,
            ("o", outer),
            ("i", inner)).FieldCost);

    [Fact]
    public void Evaluate_FragmentsThatDoubleAtEveryLevel_AreCountedInOnePass()
    {
        string fragments = string.Concat(Enumerable.Range(0, 40).Select(
            i => $"fragment F{i} on Lead {{ ...F{i + 1} ...F{i + 1} }} "));
        Assert.Equal(
            new OperationCost(1, 2),
            Evaluate(
                $"{{ lead {{ ...F0 }} }} {fragments} fragment F40 on Lead {{ id }}"));
    }

    [Fact]
    public void Check_OverALimit_IsRefusedWithTheFigures()
    {
        CostPlan plan = Plan("{ leads(first: 20) { nodes { events(first: 2) { id } } } }");

        Assert.Null(plan.Check(new CostOptions { MaxFieldCost = 211, MaxTypeCost = 142 }, _ => null));
        Assert.Null(plan.Check(new CostOptions { MaxFieldCost = 1, EnforceCostLimits = false }, _ => null));
        IError byField = plan.Check(new CostOptions { MaxFieldCost = 210 }, _ => null)!;
        Assert.Equal("The field cost of the operation is 211; at most 210 is allowed.", byField.Message);
        Assert.Equal("HC0047", byField.Code);
        Assert.Equal(211d, byField.Extensions!["fieldCost"]);
        Assert.Equal(210d, byField.Extensions!["maxFieldCost"]);
        Assert.Equal(
            "The type cost of the operation is 142; at most 141 is allowed.",
            plan.Check(new CostOptions { MaxTypeCost = 141 }, _ => null)!.Message);
    }

    private static OperationCost Evaluate(string document, params (string Name, string? Literal)[] variables) =>
        Plan(document).Evaluate(name =>
            variables.FirstOrDefault(variable => variable.Name == name).Literal is { } literal
                ? Utf8GraphQLParser.ParseValue(literal)
                : null);

    private static CostPlan Plan(string text)
    {
        DocumentNode document = Utf8GraphQLParser.Parse(text);
        return CostPlanner.Plan(s_schema, document, document.Definitions.OfType<OperationDefinitionNode>().Single());
    }
}
