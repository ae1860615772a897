using System.Runtime.CompilerServices;
using System.Text.Json;
using GreenDonut;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;

namespace HotChocolate.Types;

public class ConventionTests
{
    public enum Tier
    {
        /// <summary>Nobody calls.</summary>
        Cold,
        VeryHot,

        [GraphQLIgnore]
        Hidden,

        [GraphQLName("TEPID")]
        [GraphQLDeprecated("Use COLD.")]
        Lukewarm,
    }

    /// <summary>Who may become a customer.</summary>
    public record Lead(long Id, string? Name, Tier Tier, DateTime? SeenAt, JsonElement? Details)
    {
        [GraphQLIgnore]
        public string Secret => "no";

        [GraphQLDescription("Their worth.")]
        [GraphQLName("worth")]
        public decimal? Value { get; init; }

        public List<string?> Tags { get; init; } = [];

        public IReadOnlyList<string[]>? Grid { get; init; }

        public bool IsOK => true;

        public string Greet(string greeting = "Hello") => $"{greeting}, {Name}!";
    }

    [ExtendObjectType<Lead>]
    public class LeadFields
    {
        public static string? GetUrl([Parent(requires: nameof(Lead.Name))] Lead lead) => "https://" + lead.Name;

        public async Task<IEnumerable<int>> GetNumbersAsync(
            [Parent] Lead lead, [DefaultValue(10)] int first, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return Enumerable.Range((int)lead.Id, first);
        }
    }

    public class Query
    {
        private readonly Lead[] _leads =
        [
            new(1, "Ada", Tier.VeryHot, new DateTime(2025, 9, 10, 0, 0, 0, DateTimeKind.Utc), null)
            {
                Value = 1.5m,
                Tags = ["a", null],
                Grid = [["x"], []],
            },
        ];

        /// <summary>All of   them,
        /// by <c>id</c>.</summary>
        public IQueryable<Lead> GetLeads() => _leads.AsQueryable();

        public Task<Lead?> GetLeadAsync(long id) => Task.FromResult(_leads.SingleOrDefault(lead => lead.Id == id));

        public ValueTask<int> GetCount() => new(_leads.Length);

        [GraphQLDeprecated("Use leads.")]
        public Lead[]? GetAll(Tier? tier = Tier.Cold) => null;

        public string Version => "1";

        public async IAsyncEnumerable<int> GetTicks([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            yield return 1;
            yield return 2;
        }

        public string? Whoami([GlobalState("caller")] string? caller, [GlobalState("age")] int age = 7) => caller + age;

        public string Now([Service] TimeProvider clock, TimeProvider same) => $"{clock == same}";

        public Task NoResult() => Task.CompletedTask;
    }

    [Fact]
    public void Object_RecordWithExtension_HasTheFieldsOfBoth() => Assert.Equal(
        """
        "Who may become a customer."
        type Lead {
          id: Long!
          name: String
          tier: Tier!
          seenAt: DateTime
          details: JSON
          "Their worth."
          worth: Decimal
          tags: [String]!
          grid: [[String!]!]
          isOK: Boolean!
          greet(greeting: String! = "Hello"): String!
          url: String
          numbers(first: Int! = 10): [Int!]! @cost(weight: "10")
        }
        """,
        Build().Definition("Lead"));

    [Fact]
    public void Object_RootClass_HasItsPropertiesAndMethods() => Assert.Equal(
        """
        type Query {
          version: String!
          "All of them, by `id`."
          leads: [Lead!]!
          lead(id: Long!): Lead @cost(weight: "10")
          count: Int! @cost(weight: "10")
          all(tier: Tier = COLD): [Lead!] @deprecated(reason: "Use leads.")
          ticks: [Int!]! @cost(weight: "10")
          whoami: String
          now: String!
        }
        """,
        Build().Definition("Query"));

    [Fact]
    public void Enum_Members_AreInUpperCase() => Assert.Equal(
        """
        enum Tier {
          "Nobody calls."
          COLD
          VERY_HOT
          TEPID @deprecated(reason: "Use COLD.")
        }
        """,
        Build().Definition("Tier"));

    [Theory]
    [InlineData("{ version count ticks }", """{"version":"1","count":1,"ticks":[1,2]}""")]
    [InlineData(
        "{ leads { id name tier seenAt details worth tags grid isOK } }",
        """
        {"leads":[{"id":1,"name":"Ada","tier":"VERY_HOT","seenAt":"2025-09-10T00:00:00.000Z","details":null,"worth":1.5,"tags":["a",null],"grid":[["x"],[]],"isOK":true}]}
        """)]
    [InlineData("{ lead(id: 2) { id } all { id } }", """{"lead":null,"all":null}""")]
    [InlineData(
        """{ lead(id: 1) { greet hi: greet(greeting: "Hi") url numbers(first: 2) } }""",
        """{"lead":{"greet":"Hello, Ada!","hi":"Hi, Ada!","url":"https://Ada","numbers":[1,2]}}""")]
    [InlineData("{ now whoami }", """{"now":"True","whoami":"7"}""")]
    public async Task Resolver_OfEachKind_AnswersItsValue(string document, string data)
        => Assert.Equal($$"""{"data":{{data.Trim()}}}""", await Build().AskAsync(document));

    [Fact]
    public void Field_OfProperty_IsReadAndWrittenWithoutResolver()
    {
        Schema schema = Build();
        OutputField name = ((ObjectType)schema.Types["Lead"]!).Fields["name"]!;
        Assert.Null(name.Resolve);
        Assert.NotNull(name.Write);
        Assert.Equal(nameof(Lead.Name), name.Property?.Name);
        Assert.Equal("Ada", name.Read!(new Lead(1, "Ada", Tier.Cold, null, null)));
        Assert.Equal(["Name"], ((ObjectType)schema.Types["Lead"]!).Fields["url"]!.Requirements);
    }

    public class WithServices(TimeProvider clock)
    {
        public int Year => clock.GetUtcNow().Year;
    }

    [Fact]
    public async Task Root_WithConstructor_IsMadeFromServices()
    {
        Schema schema = Schemas.From<WithServices>(builder => builder.Services = new Clock());
        Assert.Matches("""^{"data":{"year":20\d\d}}$""", await schema.AskAsync("{ year }"));
    }

    public class NamesDataLoader(IBatchScheduler scheduler, DataLoaderOptions options)
        : BatchDataLoader<long, string>(scheduler, options)
    {
        protected override Task<IReadOnlyDictionary<long, string>> LoadBatchAsync(
            IReadOnlyList<long> keys, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyDictionary<long, string>>(keys.ToDictionary(key => key, key => $"{key}"));
    }

    public class LoadingQuery
    {
        public Task<string?> GetName(long id, NamesDataLoader names) => names.LoadAsync(id);
    }

    [Fact]
    public void Parameter_DataLoader_IsNoArgument() => Assert.Equal(
        """
        type LoadingQuery {
          name(id: Long!): String @cost(weight: "10")
        }
        """,
        Schemas.From<LoadingQuery>().Definition("LoadingQuery"));

    public class Subscription
    {
        public async IAsyncEnumerable<Lead> SubscribeToLeads(
            Tier? to, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            yield return new Lead(1, "Ada", to ?? Tier.Cold, null, null);
        }

        /// <summary>Raised now and then.</summary>
        [Subscribe(With = nameof(SubscribeToLeads))]
        public Lead OnLead(Tier? to, [EventMessage] Lead lead) => lead;

        [Subscribe, Topic("leads")]
        public Lead OnAnyLead([EventMessage] Lead lead) => lead;

        public ValueTask<ISourceStream<Lead>> OpenAsync(ITopicEventReceiver receiver, CancellationToken cancellationToken)
            => receiver.SubscribeAsync<Lead>("x", cancellationToken);

        [Subscribe(With = nameof(OpenAsync))]
        public Lead OnOther([EventMessage] Lead lead) => lead;
    }

    [Fact]
    public void Subscription_Fields_AreThoseMarked()
    {
        Schema schema = Build(builder => builder.SubscriptionType = typeof(Subscription));
        Assert.Equal(
            """
            type Subscription {
              "Raised now and then."
              onLead(to: Tier): Lead!
              onAnyLead: Lead!
              onOther: Lead!
            }
            """,
            schema.Definition("Subscription"));
        Assert.All(schema.SubscriptionType!.Fields, field => Assert.NotNull(field.Subscribe));
    }

    /// <summary>A row.</summary>
    /// <param name="Key">The key, see <see cref="Lead.Id"/>.</param>
    public record Row(long Key);

    public class RowQuery
    {
        public Row? Row => null;
    }

    [Fact]
    public void Description_OfRecord_IsThatOfItsParameters() => Assert.Equal(
        """
        "A row."
        type Row {
          "The key, see `Id`."
          key: Long!
        }
        """,
        Schemas.From<RowQuery>().Definition("Row"));

    private static Schema Build(Action<SchemaBuilder>? configure = null) => Schemas.From<Query>(builder =>
    {
        builder.Extensions.Add(typeof(LeadFields));
        builder.IsService = type => type == typeof(ITopicEventReceiver);
        builder.ParameterBinders.Add(parameter => parameter.ParameterType == typeof(TimeProvider)
            ? _ => TimeProvider.System
            : null);
        configure?.Invoke(builder);
    });

    private sealed class Clock : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? TimeProvider.System : null;
    }
}
