using HotChocolate.Execution.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

/// <summary>The pipeline as applications put it together.</summary>
public class RequestPipelineTests
{
    private const string Costly = "query($all: Boolean = true) { a: slow @include(if: $all) b: slow c: slow }";

    public class Query
    {
        public int Calls { get; private set; }

        public Task<int> GetSlow() => Task.FromResult(++Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cost_InAPipelineOfItsSteps_IsLimitedWithTheValuesOfVariables(bool automatic)
    {
        IRequestExecutor executor = await BuildAsync(server => Steps(server, automatic));

        Assert.Contains("HC0047", await AskAsync(executor, Costly));
        Assert.Equal(
            """{"data":{"b":1,"c":2}}""",
            await AskAsync(executor, Costly, new Dictionary<string, object?> { ["all"] = false }));
    }

    [Fact]
    public async Task Cost_ByDefault_IsLimited()
        => Assert.Contains("HC0047", await AskAsync(await BuildAsync(server => server), Costly));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cost_InUpstreamsPipelinesForStoredDocuments_IsNotLimited(bool automatic)
    {
        IRequestExecutor executor = await BuildAsync(server => automatic
            ? server.UseAutomaticPersistedOperationPipeline()
            : server.UsePersistedOperationPipeline());

        Assert.Equal("""{"data":{"a":1,"b":2,"c":3}}""", await AskAsync(executor, Costly));
    }

    [Fact]
    public async Task WarmupRequest_IsPreparedAndNotExecuted()
    {
        IRequestExecutor executor = await BuildAsync(server => Steps(server, automatic: false)
            .ModifyRequestOptions(options => options.PersistedOperations.OnlyAllowPersistedDocuments = true));

        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument("{ slow }").MarkAsWarmupRequest().Build());

        Assert.IsType<WarmupExecutionResult>(result);
        Assert.Contains("HC0067", await AskAsync(executor, "{ slow }"));
    }

    [Fact]
    public async Task Steps_WithoutOneThatIsNeeded_AreRefusedByItsName()
    {
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => BuildAsync(server => server.UseDocumentParser().UseOperationResolver().UseDocumentValidation()));

        Assert.Equal(
            "The request pipeline needs UseOperationResolver after UseDocumentValidation.", exception.Message);
    }

    /// <summary>The steps in upstream's order.</summary>
    private static IRequestExecutorBuilder Steps(IRequestExecutorBuilder server, bool automatic)
    {
        server.UseInstrumentation().UseExceptions().UseTimeout().UseDocumentCache().UseReadPersistedOperation();
        return (automatic
            ? server.UseAutomaticPersistedOperationNotFound().UseWritePersistedOperation()
            : server.UsePersistedOperationNotFound().UseOnlyPersistedOperationAllowed())
            .UseDocumentParser()
            .UseDocumentValidation()
            .UseCostAnalyzer()
            .UseOperationCache()
            .UseOperationResolver()
            .UseSkipWarmupExecution()
            .UseOperationVariableCoercion()
            .UseOperationExecution();
    }

    private static async Task<IRequestExecutor> BuildAsync(Func<IRequestExecutorBuilder, IRequestExecutorBuilder> steps)
    {
        IRequestExecutorBuilder server = new ServiceCollection()
            .AddSingleton<Query>()
            .AddGraphQLServer()
            .AddQueryType<Query>()
            .AddInMemoryOperationDocumentStorage()
            .ModifyCostOptions(options => options.MaxFieldCost = 25);
        return await steps(server).BuildRequestExecutorAsync();
    }

    private static async Task<string> AskAsync(
        IRequestExecutor executor, string document, IReadOnlyDictionary<string, object?>? variables = null)
    {
        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument(document).SetVariableValues(variables).Build());
        return result.ToJson(withIndentations: false);
    }
}
