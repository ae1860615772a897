using HotChocolate.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Types;

/// <summary>Mutations, and the types that an attribute gives to fields and arguments.</summary>
public class MutationTests
{
    private readonly List<string> _order = [];

    [Fact]
    public async Task Mutations_OfOneRequest_AreExecutedOneAfterTheOther()
    {
        IRequestExecutor executor = await CreateAsync();

        IExecutionResult result = await executor.ExecuteAsync(OperationRequestBuilder.New().SetDocument("""
            mutation { a: delete(id: 12, others: ["x", 3]) b: create(input: { of: "y" }) { id } c: delete(id: "z") }
            """).Build());

        Assert.Equal("""{"data":{"a":"12","b":{"id":"y"},"c":"z"}}""", result.ToJson(withIndentations: false));
        Assert.Equal(["12 x 3", "12 done", "y", "z", "z done"], _order);
    }

    [Fact]
    public async Task Types_GivenByTheAttribute_AreThoseOfTheSchema()
    {
        string schema = $"{(await CreateAsync()).Schema}";

        Assert.Contains("delete(id: ID! others: [ID!]): ID!", schema, StringComparison.Ordinal);
        Assert.Contains("id: ID!", schema, StringComparison.Ordinal);
        Assert.Contains("of: ID", schema, StringComparison.Ordinal);
        Assert.Contains("mutation: Mutation", schema, StringComparison.Ordinal);
    }

    private ValueTask<IRequestExecutor> CreateAsync() => new ServiceCollection().AddSingleton(_order)
        .AddGraphQLServer().AddQueryType<Query>().AddMutationType<Mutation>().BuildRequestExecutorAsync();

    /// <summary>A query root, which every schema needs.</summary>
    public class Query
    {
        public int GetNumber() => 1;
    }

    /// <summary>Notes what it does.</summary>
    public class Mutation
    {
        [GraphQLType<NonNullType<IdType>>]
        public async Task<string> DeleteAsync(
            [GraphQLType<NonNullType<IdType>>] string id,
            [GraphQLType<ListType<NonNullType<IdType>>>] string[]? others,
            [Service] List<string> order)
        {
            order.Add(string.Join(' ', [id, .. others ?? []]));
            await Task.Yield();
            order.Add($"{id} done");
            return id;
        }

        public Thing Create(ThingInput input, [Service] List<string> order)
        {
            order.Add(input.Of ?? "");
            return new Thing(input.Of ?? "");
        }
    }

    /// <summary>Something with an id.</summary>
    public record Thing([property: GraphQLType<NonNullType<IdType>>] string Id);

    /// <summary>Something to create.</summary>
    public record ThingInput([property: GraphQLType<IdType>] string? Of);
}
