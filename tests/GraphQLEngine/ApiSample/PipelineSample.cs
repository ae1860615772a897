// The members of HotChocolate 15.1 that came to be used after ApiSample.cs was written, each with its exact types. That
// this compiles, unchanged, against the engine and against the packages is what is tested.
using HotChocolate;
using HotChocolate.AspNetCore;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.CostAnalysis.Types;
using HotChocolate.Execution;
using HotChocolate.Execution.Configuration;
using HotChocolate.Execution.Processing;
using HotChocolate.Language;
using HotChocolate.Resolvers;
using HotChocolate.Subscriptions;
using HotChocolate.Validation;
using HotChocolate.Validation.Options;
using Xunit;

public class PipelineSample
{
    [Theory]
    [InlineData("HotChocolate.Execution.ISourceStream`1", typeof(ISourceStream<>))]
    [InlineData("HotChocolate.Execution.Processing.ISelection", typeof(ISelection))]
    [InlineData("HotChocolate.Path", typeof(HotChocolate.Path))]
    [InlineData("HotChocolate.Validation.IDocumentValidatorRule", typeof(IDocumentValidatorRule))]
    public void Type_ByItsFullName_IsWhereUpstreamHasIt(string name, Type type) => Assert.Equal(name, type.FullName);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pipeline_OfTheStepsInUpstreamsOrder_AnswersAndKeepsTheRule(bool automatic)
    {
        var services = new ServiceCollection();
        services.AddMemoryCache();
        IRequestExecutorBuilder server = services.AddGraphQLServer()
            .AddQueryType<SampleQuery>()
            .AddValidationRule<NoFragments>()
            .AddValidationRule((IServiceProvider _, ValidationOptions _) => new NoFragments());
        IRequestExecutor executor = await Steps(server, automatic).BuildRequestExecutorAsync();

        string answer = await AskAsync(executor, "{ place }");
        string refusal = await AskAsync(executor, "{ ...F } fragment F on SampleQuery { place }");
        string error = await AskAsync(executor, "{ secret }");
        string errors = await AskAsync(executor, "{ price }");

        Assert.Contains("\"place\": \"/place\"", answer);
        Assert.Contains("F is not allowed.", refusal);
        Assert.Contains("\"elsewhere\"", error);
        Assert.Contains("\"No.\"", errors);
        Assert.Contains("\"Nor this.\"", errors);
        Assert.Contains("price(of: Int @cost(weight: \"2.5\")): Int! @cost(weight: \"25\")", $"{executor.Schema}");
    }

    private static IRequestExecutorBuilder Steps(IRequestExecutorBuilder server, bool automatic)
    {
        server.AddInMemoryOperationDocumentStorage()
            .UseRequest(next => async context =>
            {
                await next(context);
                Assert.True(context.Result is IOperationResult);
                Assert.DoesNotContain("unknown", context.ContextData.Keys);
            })
            .UseInstrumentation()
            .UseExceptions()
            .UseTimeout()
            .UseRequest(next => async context =>
            {
                IServiceProvider services = context.Services;
                Assert.NotNull(services);
                CancellationToken aborted = context.RequestAborted;
                Assert.True(aborted.CanBeCanceled);
                await next(context);
            })
            .UseDocumentCache()
            .UseReadPersistedOperation();
        IRequestExecutorBuilder found = automatic
            ? server.UseAutomaticPersistedOperationNotFound().UseWritePersistedOperation()
            : server.UsePersistedOperationNotFound().UseOnlyPersistedOperationAllowed();
        return found
            .UseDocumentParser()
            .UseDocumentValidation()
            .UseCostAnalyzer()
            .UseOperationCache()
            .UseOperationResolver()
            .UseSkipWarmupExecution()
            .UseOperationVariableCoercion()
            .UseOperationExecution();
    }

    private static async Task<string> AskAsync(IRequestExecutor executor, string document)
    {
        IExecutionResult result =
            await executor.ExecuteAsync(OperationRequestBuilder.New().SetDocument(document).Build());
        return result.ToJson();
    }

    public static OperationRequestBuilder Warmup(string document)
        => OperationRequestBuilder.New().SetDocument(document).MarkAsWarmupRequest();

    public static OperationRequestBuilder OwnDocument(string document)
        => OperationRequestBuilder.New().SetDocument(document).AllowNonPersistedOperation();

    public static async IAsyncEnumerable<int> ReadAsync(ITopicEventReceiver receiver)
    {
        await using ISourceStream<int> stream = await receiver.SubscribeAsync<int>("numbers");
        await foreach (int number in stream.ReadEventsAsync())
        {
            yield return number;
        }
    }
}

public class SampleQuery
{
    public string GetPlace(ISelection selection, HotChocolate.Path path) => selection.Id < 0 ? "" : path.ToString();

    public int GetContext(IResolverContext context) => context.Selection.Id;

    [Cost(25)]
    public int GetPrice([Cost(2.5)] int? of) => throw new GraphQLException(
        [ErrorBuilder.New().SetMessage("No.").Build(), ErrorBuilder.New().SetMessage("Nor this.").Build()]);

    public string? GetSecret(HotChocolate.Path path) => throw new GraphQLException(ErrorBuilder.New()
        .SetMessage("No.").SetCode("NO").SetPath(null).SetPath(path.Append("elsewhere")).Build());
}

public class SampleResultInterceptor : DefaultSocketSessionInterceptor
{
    public override ValueTask<IOperationResult> OnResultAsync(
        ISocketSession session,
        string operationSessionId,
        IOperationResult result,
        CancellationToken cancellationToken = default)
        => base.OnResultAsync(session, operationSessionId, result, cancellationToken);
}

public class NoFragments : IDocumentValidatorRule
{
    public ushort Priority => 0;

    public bool IsCacheable => true;

    public void Validate(IDocumentValidatorContext context, DocumentNode document)
    {
        foreach (IDefinitionNode definition in document.Definitions)
        {
            if (definition is FragmentDefinitionNode fragment)
            {
                context.FatalErrorDetected = true;
                context.ReportError(
                    ErrorBuilder.New().SetMessage($"{fragment.Name.Value} is not allowed.").Build());
            }
            else if (definition is OperationDefinitionNode { SelectionSet: { } selectionSet })
            {
                Visit(selectionSet);
            }
        }
    }

    private static int Visit(SelectionSetNode? selectionSet)
        => (selectionSet?.Selections ?? []).Sum((ISelectionNode selection) => selection switch
        {
            FieldNode field => 1 + field.Name.Value.Length + Visit(field.SelectionSet),
            InlineFragmentNode fragment => Visit(fragment.SelectionSet),
            FragmentSpreadNode spread => spread.Name.Value.Length,
            _ => 0
        });
}
