namespace HotChocolate.Execution;

public class PipelineTests
{
    private const string Document = "{ __typename }";
    private const string Hash = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";

    [Fact]
    public void Find_DocumentInUse_IsKeptHoweverManyOthersCome()
    {
        var cache = new DocumentCache();
        var inUse = new PreparedDocument("{ a }", []);
        cache.Add("{ a }", inUse);
        for (int index = 0; index < 1_900; index++)
        {
            Assert.Null(cache.Find($"{{ a{index} }}"));
            cache.Add($"{{ a{index} }}", new PreparedDocument($"{{ a{index} }}", []));
            Assert.Same(inUse, cache.Find("{ a }"));
        }

        Assert.Null(cache.Find("{ a0 }"));
    }

    [Fact]
    public async Task AutomaticPersistedQuery_UnknownThenSentThenKnown()
    {
        RequestExecutor executor = CreateExecutor(PredefinedPipelines.AutomaticPersisted);

        Assert.Contains("PersistedQueryNotFound", await AskAsync(executor, null, Hash));
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await AskAsync(executor, Document, Hash));
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await AskAsync(executor, null, Hash));
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await AskAsync(executor, null, Hash.ToUpperInvariant()));
    }

    [Fact]
    public async Task AutomaticPersistedQuery_HashOfAnotherText_IsRefusedAndNotStored()
    {
        RequestExecutor executor = CreateExecutor(PredefinedPipelines.AutomaticPersisted);

        Assert.Contains("sha256Hash", await AskAsync(executor, "{ a }", Hash));
        Assert.Contains("PersistedQueryNotFound", await AskAsync(executor, null, Hash));
    }

    [Fact]
    public async Task OnlyPersistedDocuments_RequestBringsItsOwn_IsRefused()
    {
        RequestExecutor executor = CreateExecutor(PredefinedPipelines.Persisted, onlyPersisted: true);

        Assert.Contains("HC0067", await AskAsync(executor, Document, null));
        Assert.Contains("HC0067", await AskAsync(executor, Document, Hash));
    }

    [Fact]
    public async Task OnlyPersistedDocuments_RequestThatMayBringItsOwn_IsExecuted()
    {
        RequestExecutor executor = CreateExecutor(PredefinedPipelines.Persisted, onlyPersisted: true);

        await using IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument(Document).AllowNonPersistedOperation().Build());

        Assert.Equal("""{"data":{"__typename":"Query"}}""", result.ToJson(withIndentations: false));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task TrustedDocument_IdentifierThatIsNoPlainName_IsNotLookedUp(string id)
    {
        var storage = new FileSystemDocumentStorage(System.IO.Path.GetTempPath());
        RequestExecutor executor = CreateExecutor(PredefinedPipelines.Persisted, storage: storage);

        Assert.Contains("PersistedQueryNotFound", await AskAsync(executor, null, id));
    }

    [Theory]
    [InlineData("query A { __typename } query B { __typename }", null, "`A`, `B`")]
    [InlineData("query A { __typename }", "C", "`C`")]
    [InlineData("{ __typename }", "C", "`C`")]
    public async Task OperationName_ThatSelectsNone_IsARequestErrorThatSaysWhatThereIs(
        string document, string? name, string expected)
    {
        RequestExecutor executor = CreateExecutor(PredefinedPipelines.Default);
        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument(document).SetOperationName(name).Build());

        string response = result.ToJson(withIndentations: false);

        Assert.Contains(expected, response);
        Assert.DoesNotContain("\"data\"", response);
    }

    private static RequestExecutor CreateExecutor(
        IReadOnlyList<RequestStep> steps, bool onlyPersisted = false, IOperationDocumentStorage? storage = null)
        => TestExecutor.Create(
            TestExecutor.SchemaOf("type Query { a: Int }", []),
            options: new() { PersistedOperations = { OnlyAllowPersistedDocuments = onlyPersisted } },
            steps: steps,
            storage: storage ?? new InMemoryDocumentStorage());

    private static async Task<string> AskAsync(RequestExecutor executor, string? document, string? hash)
    {
        var request = new OperationRequest { Document = document, DocumentId = hash };
        await using IExecutionResult result = await executor.ExecuteAsync(request, CancellationToken.None);
        return result.ToJson(withIndentations: false);
    }
}
