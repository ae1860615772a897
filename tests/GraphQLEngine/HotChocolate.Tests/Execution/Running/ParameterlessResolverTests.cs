using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

/// <summary>Methods without parameters are called at once, and answer as all others do.</summary>
public class ParameterlessResolverTests
{
    public sealed record Person(string Name)
    {
        public string Greeting() => $"I am {Name}.";
    }

    public class Query
    {
        private int _calls;

        public string Text() => "a";

        public int Number() => 1;

        public string? Nothing() => null;

        public string Missing() => null!;

        public int Calls() => ++_calls;

        public static string Static() => "b";

        public IReadOnlyList<Person> People() => [new("Ada"), new("Bob")];

        public IQueryable<int> Deferred() => new[] { 1, 2 }.AsQueryable();

        public async Task<int> LaterAsync()
        {
            await Task.Yield();
            return 3;
        }

        public string? Fails() => throw new GraphQLException(new Error("No."));
    }

    [Theory]
    [InlineData("{ text number nothing static }", """{"text":"a","number":1,"nothing":null,"static":"b"}""")]
    [InlineData("{ people { greeting } }", """{"people":[{"greeting":"I am Ada."},{"greeting":"I am Bob."}]}""")]
    [InlineData("{ deferred later }", """{"deferred":[1,2],"later":3}""")]
    [InlineData("{ calls again: calls }", """{"calls":1,"again":2}""")]
    public async Task Execute_Method_AnswersItsValue(string document, string data)
        => Assert.Equal($$"""{"data":{{data}}}""", await AskAsync(document));

    [Fact]
    public async Task Execute_MethodThrows_IsAnErrorOfItsField()
    {
        string response = await AskAsync("{ text fails }");

        Assert.Contains("""{"message":"No.","locations":[{"line":1,"column":8}],"path":["fails"]}""", response);
        Assert.EndsWith("""{"text":"a","fails":null}}""", response);
    }

    [Fact]
    public async Task Execute_NonNullMethodAnswersNull_NullsTheData()
    {
        string response = await AskAsync("{ text missing }");

        Assert.Contains("""path":["missing"]""", response);
        Assert.EndsWith("""data":null}""", response);
    }

    private static async Task<string> AskAsync(string document)
    {
        IRequestExecutor executor = await new ServiceCollection()
            .AddGraphQLServer().AddQueryType<Query>().BuildRequestExecutorAsync();
        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument(document).Build());
        return result.ToJson(withIndentations: false);
    }
}
