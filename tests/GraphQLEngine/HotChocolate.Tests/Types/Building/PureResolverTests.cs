using HotChocolate.Execution;
using HotChocolate.Execution.Processing;
using HotChocolate.Resolvers;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Types;

/// <summary>What resolvers can ask of their call, and which of it makes a field cost more.</summary>
public class PureResolverTests
{
    public sealed record Person(string Name);

    public class Query
    {
        public IReadOnlyList<Person> People => [new("Ada"), new("Bob")];

        public string Place(ISelection selection, Path path) => $"{selection.Id} at {path}";

        public int Context(IResolverContext context) => context.Selection.Id;
    }

    [ExtendObjectType<Person>]
    public class PersonFields
    {
        private int _calls;

        public string? GetSecret([Parent] Person person, ISelection selection, Path path)
            => Interlocked.Increment(ref _calls) < 0
                ? person.Name
                : throw new GraphQLException(ErrorBuilder.New()
                    .SetMessage($"Selection {selection.Id} is secret.").SetPath(path).Build());
    }

    [Fact]
    public async Task Schema_OnlyFieldsThatTakeTheWholeContext_CostAResolver()
    {
        IRequestExecutor executor = await BuildAsync();

        Assert.Contains(
            """
            type Query {
              people: [Person!]!
              place: String!
              context: Int! @cost(weight: "10")
            }
            """,
            executor.Schema.ToString());
    }

    [Fact]
    public async Task Parameters_SelectionAndPath_AreThoseOfTheCall()
    {
        IRequestExecutor executor = await BuildAsync();

        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument("{ a: place b: place people { secret } }").Build());

        string json = result.ToJson(withIndentations: false);
        Assert.Contains(""" "a":"0 at /a","b":"1 at /b" """.Trim(), json);
        Assert.Contains("""path":["people",0,"secret"]""", json);
        Assert.Contains("""path":["people",1,"secret"]""", json);
        Assert.Contains("\"locations\"", json);
    }

    private static async Task<IRequestExecutor> BuildAsync() => await new ServiceCollection()
        .AddGraphQLServer()
        .AddQueryType<Query>()
        .AddTypeExtension<PersonFields>()
        .BuildRequestExecutorAsync();
}
