using System.Text.Json;

namespace HotChocolate.Data.Paging;

public sealed class PagingTests : IAsyncLifetime
{
    private const string All =
        "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor } totalCount";

    private readonly School _school = new(
        [.. Enumerable.Range(1, 30).Select(id => new Registration { Id = id, Email = "a@example.com", Events = id })]);

    [Theory]
    [InlineData("first: 3", "0,1,2", true, false)]
    [InlineData("first: 20", "0-19", true, false)]
    [InlineData("first: 0", "", true, false)]
    [InlineData("first: null", "0-19", true, false)]
    [InlineData("last: 3", "27,28,29", false, true)]
    [InlineData("last: 0", "", false, true)]
    [InlineData("first: 3, after: 4", "5,6,7", true, true)]
    [InlineData("first: 3, after: 26", "27,28,29", false, true)]
    [InlineData("first: 3, after: 29", "", false, true)]
    [InlineData("after: 25", "26,27,28,29", false, true)]
    [InlineData("first: 5, before: 3", "0,1,2", true, false)]
    [InlineData("first: 2, before: 5", "0,1", true, false)]
    [InlineData("first: 5, after: 2, before: 5", "3,4", true, true)]
    [InlineData("first: 5, before: 0", "", true, false)]
    [InlineData("last: 3, before: 10", "7,8,9", true, true)]
    [InlineData("last: 3, before: 2", "0,1", true, false)]
    [InlineData("last: 3, after: 27", "28,29", false, true)]
    [InlineData("last: 3, after: 5", "27,28,29", false, true)]
    [InlineData("last: 3, after: 5, before: 8", "6,7", true, true)]
    [InlineData("first: 5, last: 2", "3,4", true, true)]
    [InlineData("first: 5, last: 5", "0-4", true, false)]
    [InlineData("first: 5, last: 2, after: 26", "", false, true)]
    [InlineData("first: 5, last: 4, after: 26", "28,29", false, true)]
    [InlineData("first: 5, last: 2, after: 2, before: 6", "4,5", true, true)]
    [InlineData("first: 5, last: 9", "0-4", true, false)]
    [InlineData("first: 5, after: 8, before: 3", "", true, true)]
    [InlineData("first: 5, after: 99", "", false, true)]
    [InlineData("first: 5, after: 2147483647", "", false, true)]
    [InlineData("first: 5, after: 999999999999999999", "", false, true)]
    [InlineData("last: 5, before: 99", "", false, true)]
    [InlineData("last: 5, before: 999999999999999999", "", false, true)]
    [InlineData("first: 5, before: 99", "0-4", true, false)]
    [InlineData("last: 5, after: 99", "", false, true)]
    public async Task Page_OfEachSource_IsTheRangeAskedFor(
        string arguments, string indices, bool hasNext, bool hasPrevious)
    {
        long[] expected = indices.Contains('-')
            ? [.. Enumerable.Range(0, int.Parse(indices.Split('-')[1]) + 1).Select(index => (long)index)]
            : [.. indices.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
        foreach (string field in (string[])["leads", "memoryLeads"])
        {
            JsonElement page = (await _school.AskAsync($"{{ {field}({WithCursors(arguments)}) {{ {All} }} }}"))
                .GetProperty("data").GetProperty(field);
            JsonElement info = page.GetProperty("pageInfo");

            Assert.Equal(
                expected.Select(Cursor.Format),
                page.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("cursor").GetString()));
            Assert.Equal(
                expected.Length == 0 ? (null, null) : (Cursor.Format(expected[0]), Cursor.Format(expected[^1])),
                (info.GetProperty("startCursor").GetString(), info.GetProperty("endCursor").GetString()));
            Assert.Equal(
                (hasNext, hasPrevious),
                (info.GetProperty("hasNextPage").GetBoolean(), info.GetProperty("hasPreviousPage").GetBoolean()));
            Assert.Equal(30, page.GetProperty("totalCount").GetInt32());
        }
    }

    [Fact]
    public async Task Page_OfAnEmptyList_HasNeitherNeighboursNorCursors()
    {
        const string Expected =
            "{\"leads\":{\"pageInfo\":{\"hasNextPage\":false,\"hasPreviousPage\":false,"
            + "\"startCursor\":null,\"endCursor\":null},\"edges\":[],\"totalCount\":0}}";
        foreach (string arguments in (string[])["first: 5", "last: 5", "first: 0"])
        {
            Assert.Equal(
                Expected,
                await _school.DataAsync($"{{ leads({arguments}, where: {{userId: {{eq: 77}}}}) {{ {All} }} }}"));
        }
    }

    [Fact]
    public async Task Page_LastOfASliceLongerThanTheList_LiesBehindItsEnd()
    {
        Assert.Equal(
            "{\"leads\":{\"pageInfo\":{\"hasNextPage\":false,\"hasPreviousPage\":true,"
            + "\"startCursor\":null,\"endCursor\":null},\"edges\":[],\"totalCount\":3}}",
            await _school.DataAsync($"{{ leads(first: 20, last: 1, where: {{userId: {{lte: 3}}}}) {{ {All} }} }}"));
    }

    [Theory]
    [InlineData("first: -1", "HC0079")]
    [InlineData("last: -2147483648", "HC0079")]
    [InlineData("first: 21", "HC0051")]
    [InlineData("last: 2147483647", "HC0051")]
    [InlineData("after: \"\"", "HC0078")]
    [InlineData("before: \"!!!\"", "HC0078")]
    [InlineData("after: \"LTE=\"", "HC0078")]
    [InlineData("after: \"YWJj\"", "HC0078")]
    [InlineData("after: \"IDQ=\"", "HC0078")]
    [InlineData("after: \"NA\"", "HC0078")]
    [InlineData("after: \"MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MA==\"", "HC0078")]
    public async Task Page_ArgumentsOutOfRange_AreFieldErrorsBeforeAnyQuery(string arguments, string code)
    {
        Assert.Equal($"{code} at leads", await _school.ErrorAsync($"{{ leads({arguments}) {{ totalCount }} }}"));
        Assert.Empty(_school.Statements);
    }

    [Theory]
    [InlineData("first: 5", "totalCount", "COUNT")]
    [InlineData("first: 5", "nodes { userId }", "@p=5")]
    [InlineData("first: 5", "pageInfo { hasPreviousPage }", "@p=5")]
    [InlineData("first: 5", "pageInfo { hasNextPage }", "@p=6")]
    [InlineData("first: 5, after: 9", "nodes { userId } pageInfo { hasNextPage }", "@p1=6 @p=10")]
    [InlineData("first: 5", "nodes { userId } totalCount", "@p=5", "COUNT")]
    [InlineData("first: 5, after: 25", "nodes { userId } totalCount", "@p1=5 @p=26")]
    [InlineData("last: 5", "nodes { userId } totalCount", "COUNT", "@p1=5 @p=25")]
    [InlineData("last: 5", "nodes { userId } pageInfo { hasNextPage }", "COUNT", "@p1=5 @p=25")]
    [InlineData("last: 5, before: 9", "nodes { userId }", "@p1=5 @p=4")]
    [InlineData("last: 5", "totalCount", "COUNT")]
    [InlineData("first: 5, last: 2", "nodes { userId }", "@p1=2 @p=3")]
    [InlineData("first: 0", "nodes { userId }")]
    [InlineData("first: 5", "__typename pageInfo { __typename }")]
    public async Task Page_Selected_ReadsAndCountsOnlyWhatTheAnswerNeeds(
        string arguments, string selection, params string[] statements)
    {
        await _school.DataAsync($"{{ leads({WithCursors(arguments)}) {{ {selection} }} }}");

        Assert.Equal(statements.Length, _school.Statements.Count);
        Assert.All(statements.Zip(_school.Statements), item =>
        {
            Assert.Equal(item.First == "COUNT", item.Second.Contains("COUNT(*)"));
            Assert.Equal(item.First == "COUNT", !item.Second.Contains("ORDER BY"));
            Assert.EndsWith(item.First == "COUNT" ? "" : " " + item.First, item.Second.ReplaceLineEndings(" "));
        });
    }

    [Fact]
    public async Task Page_AllRowsOnIt_NeedsNoSecondQueryForTheirNumber()
    {
        Assert.Equal(
            """{"leads":{"nodes":[{"userId":3},{"userId":2},{"userId":1}],"totalCount":3}}""",
            await _school.DataAsync("{ leads(where: {userId: {lte: 3}}) { nodes { userId } totalCount } }"));
        Assert.Single(_school.Statements);
    }

    [Theory]
    [InlineData("nodes { userId }")]
    [InlineData("totalCount")]
    public async Task Page_WhenTheCallerLeaves_CancelsTheStatement(string selection)
    {
        using var caller = new CancellationTokenSource();
        _school.Executing = statement =>
        {
            caller.Cancel();
            statement.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _school.AskAsync($"{{ leads {{ {selection} }} }}", cancellationToken: caller.Token));
        Assert.Empty(_school.Statements);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _school.DisposeAsync();

    /// <summary>Cursors of the indices in the arguments.</summary>
    private static string WithCursors(string arguments) => string.Join(", ", arguments.Split(", ").Select(argument =>
        argument.Split(": ") is [("after" or "before") and var name, var index]
            && long.TryParse(index, out long position)
            ? $"{name}: \"{Cursor.Format(position)}\""
            : argument));
}
