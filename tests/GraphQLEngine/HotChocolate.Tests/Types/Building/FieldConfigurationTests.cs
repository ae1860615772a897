using System.Text.Json;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>
/// What attributes outside the engine can do to fields, shown by a small paging and a small filtering.
/// </summary>
public class FieldConfigurationTests
{
    public enum Tier { Cold, Hot }

    public record Lead(long Id, string? Name, Tier Tier, DateTime? SeenAt);

    public record LeadEvent(long Id, DateTime At, JsonElement? Details);

    public record Change(long Id, Tier Tier);

    public record TierCount(Tier Tier, int Users);

    public record Threshold(int Events);

    public record Rules(Threshold Hot);

    public class Query
    {
        // The order of attributes is not the order of their effect.
        [Filtered, Paged]
        public IQueryable<Lead> GetLeads(Tier? tier)
            => new[] { new Lead(1, "Ada", Tier.Hot, null), new Lead(2, "Bob", Tier.Cold, null) }.AsQueryable();

        public Lead? GetLead(long id) => null;

        public Rules GetRules() => new(new Threshold(20));

        public TierCount[] GetSummary() => [];
    }

    [ExtendObjectType<Lead>]
    public class LeadFields
    {
        public LeadEvent[] GetEvents([Parent] Lead lead) => [];
    }

    [ExtendObjectType<Change>]
    public class ChangeFields
    {
        public Lead? GetLead([Parent] Change change) => null;
    }

    public class Subscription
    {
        [Subscribe, Topic("changes")]
        public Change OnChange([EventMessage] Change change) => change;
    }

    [Fact]
    public void Configure_TypeArgumentsAndDirectives_AreInTheSchema()
    {
        Schema schema = Build();
        Assert.Equal(
            """
            type Query {
              leads(tier: Tier first: Int = 1 where: LeadFilterInput): LeadConnection @cost(weight: "10")
              lead(id: Long!): Lead
              rules: Rules!
              summary: [TierCount!]!
            }
            """,
            schema.Definition("Query"));
        Assert.Equal(
            """
            type LeadConnection {
              nodes: [Lead!]
            }
            """,
            schema.Definition("LeadConnection"));
        Assert.Equal(
            """
            input LeadFilterInput {
              and: [LeadFilterInput!]
              id: LongFilterInput
              name: StringFilterInput
              tier: TierFilterInput
              seenAt: DateTimeFilterInput
            }
            """,
            schema.Definition("LeadFilterInput"));
    }

    [Fact]
    public async Task Wrap_SeveralMiddlewares_RunFirstAddedOutermost() => Assert.Equal(
        """{"data":{"leads":{"nodes":[{"id":1}]},"none":{"nodes":[]}}}""",
        await Build().AskAsync(
            "{ leads { nodes { id } } none: leads(where: {name: {eq: \"Bob\"}}, first: 0) { nodes { id } } }"));

    [Fact]
    public async Task Types_InIntrospection_ComeInTheOrderOfDiscovery()
    {
        string answer = await Build().AskAsync("{ __schema { types { name } } }");
        string[] names =
        [
            .. JsonElement.Parse(answer).GetProperty("data").GetProperty("__schema").GetProperty("types")
                .EnumerateArray().Select(type => type.GetProperty("name").GetString()!),
        ];
        Assert.Equal(
            [
                "__Directive", "__DirectiveLocation", "__EnumValue", "__Field", "__InputValue", "__Schema", "__Type",
                "__TypeKind",
                "String", "Boolean", "Int", "Query", "Subscription",
                "LeadFilterInput", "LeadConnection",
                "LongFilterInput", "StringFilterInput", "TierFilterInput", "DateTimeFilterInput",
                "Long", "Tier", "Lead", "Rules", "TierCount",
                "DateTime", "Change", "LeadEvent",
                "JSON", "Threshold",
            ],
            names);
    }

    private static Schema Build() => Schemas.From<Query>(builder =>
    {
        builder.SubscriptionType = typeof(Subscription);
        builder.Extensions.AddRange([typeof(LeadFields), typeof(ChangeFields)]);
    });

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PagedAttribute : Attribute, IFieldConfiguration
    {
        public int Order => 0;

        public void Configure(FieldDefinition field, TypeRegistry types)
        {
            NamedType item = types.Output(ResultTypes.Element(field.ResultType)!)!;
            field.Type = types.GetOrAdd(item.Name + "Connection", name => new ObjectType(name), type => type.Fields = new(
                [
                    new OutputField("nodes")
                    {
                        Type = new ListType(new NonNullType(item)),
                        Read = parent => parent,
                    },
                ],
                node => node.Name));
            int first = field.AddArgument(new InputValue("first")
            {
                Type = types.Scalar("Int"),
                DefaultValue = new IntValueNode(default, "1"),
            });
            field.Directives.Add(CostDirectives.Cost("10"));
            field.Wrap(next => async context =>
                ((IEnumerable<Lead>)(await next(context))!).Take((int)context.Argument(first)!).ToArray());
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FilteredAttribute : Attribute, IFieldConfiguration
    {
        public int Order => 1;

        public void Configure(FieldDefinition field, TypeRegistry types)
        {
            var item = (ObjectType)types.Output(ResultTypes.Element(field.ResultType)!)!;
            int where = field.AddArgument(new InputValue("where")
            {
                Type = types.GetOrAdd(
                    item.Name + "FilterInput", name => new InputObjectType(name), type => Fill(type, item, types)),
            });
            field.Wrap(next => async context =>
            {
                var leads = (IQueryable<Lead>)(await next(context))!;
                return context.IsGiven(where) ? leads.Skip(1) : leads;
            });
        }

        private static void Fill(InputObjectType type, ObjectType item, TypeRegistry types) => type.Fields = new(
            item.Fields.Where(field => field.Property is not null)
                .Select(field => new InputValue(field.Name) { Type = Operations(field.Type.Named, types) })
                .Prepend(new InputValue("and") { Type = new ListType(new NonNullType(type)) }),
            field => field.Name);

        private static InputObjectType Operations(NamedType leaf, TypeRegistry types) => types.GetOrAdd(
            leaf.Name + "FilterInput",
            name => new InputObjectType(name),
            type => type.Fields = new([new InputValue("eq") { Type = leaf }], field => field.Name));
    }
}
