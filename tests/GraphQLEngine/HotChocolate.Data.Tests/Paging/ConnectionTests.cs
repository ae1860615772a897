using GreenDonut.Data;
using HotChocolate.Execution;
using HotChocolate.Resolvers;
using HotChocolate.Types;
using HotChocolate.Types.Pagination;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Data.Paging;

/// <summary>Pages that a resolver reads itself.</summary>
public class ConnectionTests
{
    private const string All =
        "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { userId } } "
        + "nodes { userId } totalCount";

    [Fact]
    public async Task Connection_OfAResolver_IsReturnedAsItIs()
    {
        Assert.Equal(
            """
            {"data":{"leads":{"pageInfo":{"hasNextPage":true,"hasPreviousPage":false,"startCursor":"c5","endCursor":"c6"},"edges":[{"cursor":"c5","node":{"userId":5}},{"cursor":"c6","node":{"userId":6}}],"nodes":[{"userId":5},{"userId":6}],"totalCount":77}}}
            """,
            await AskAsync($"{{ leads(first: 2, after: \"4\") {{ {All} }} }}"), ignoreAllWhiteSpace: true);
    }

    [Fact]
    public async Task Connection_WithoutRows_HasNoCursors()
    {
        Assert.Equal(
            """{"data":{"leads":{"pageInfo":{"startCursor":null,"endCursor":null},"edges":[],"nodes":[],"totalCount":77}}}""",
            await AskAsync("{ leads(first: 0) { pageInfo { startCursor endCursor } edges { cursor } nodes { userId } totalCount } }"));
    }

    [Fact]
    public async Task Resolver_WithParametersForThePage_GetsThemAndTheQuery()
    {
        Assert.Equal(
            """{"data":{"leads":{"nodes":[{"username":"3 x 4 y (Username=UserId) Events0Username1"}]}}}""",
            (await AskAsync("""
                {
                  leads(
                    first: 3, after: "x", last: 4, before: "y", where: { username: { eq: "UserId" } }
                    order: [{ events: DESC }, { username: ASC }]
                  ) { nodes { username } }
                }
                """)).Replace("\\u0022", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("first: -1", "HC0079")]
    [InlineData("last: 21", "HC0051")]
    public async Task Sizes_OutOfRange_AreErrorsBeforeTheResolverIsCalled(string arguments, string code)
        => Assert.Contains($"\"code\":\"{code}\"", await AskAsync($"{{ leads({arguments}) {{ totalCount }} }}"));

    [Theory]
    [InlineData("nodes { userId }", "nodes")]
    [InlineData("a: edges { cursor } b: edges { node { userId } }", "edges edges.cursor edges.node")]
    [InlineData("pageInfo { endCursor } ... on SeenConnection { totalCount }", "pageInfo pageInfo.endCursor totalCount")]
    [InlineData("totalCount @skip(if: true) __typename", "")]
    public async Task Select_TellsWhatIsSelectedOfTheValue(string selection, string selected)
        => Assert.Contains($"\"code\":\"{selected}\"", await AskAsync($"{{ seen {{ {selection} }} }}"));

    [Fact]
    public async Task Schema_OfAConnection_IsThatOfAQueryable()
    {
        IRequestExecutor executor = await CreateAsync<PageQuery>();

        Assert.Contains(
            "leads(\"Returns the first _n_ elements from the list.\" first: Int ",
            executor.Schema.ToString(), StringComparison.Ordinal);
        Assert.Contains("nodes: [Lead!]", executor.Schema.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_WithAConnectionThatIsNotPaged_SaysSo()
    {
        Exception mistake = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync<UnpagedQuery>());

        Assert.Contains("needs [UsePaging]", mistake.Message);
    }

    [Fact]
    public async Task ConnectionName_GivenByTheAttribute_NamesTheTypes()
    {
        string? schema = (await CreateAsync<PageQuery>()).Schema.ToString();

        Assert.Contains("type NamedConnection", schema, StringComparison.Ordinal);
        Assert.Contains("type NamedEdge", schema, StringComparison.Ordinal);
        Assert.DoesNotContain("RenamedConnection", schema, StringComparison.Ordinal);
    }

    private static async Task<IRequestExecutor> CreateAsync<T>()
        where T : class
        => await new ServiceCollection().AddGraphQLServer()
            .AddQueryType<T>()
            .AddProjections().AddFiltering().AddSorting()
            .ModifyPagingOptions(o => { o.DefaultPageSize = 20; o.MaxPageSize = 20; o.IncludeTotalCount = true; })
            .BuildRequestExecutorAsync();

    private static async Task<string> AskAsync(string query)
    {
        IRequestExecutor executor = await CreateAsync<PageQuery>();
        IExecutionResult result = await executor.ExecuteAsync(OperationRequestBuilder.New().SetDocument(query).Build());
        return System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonElement.Parse(result.ToJson()));
    }

    /// <summary>Has pages that tell what they are asked for.</summary>
    public sealed class PageQuery
    {
        [UsePaging, UseFiltering, UseSorting]
        public Task<Connection<Lead>> GetLeadsAsync(
            int? first, string? after, int? last, string? before, QueryContext<Lead> query)
        {
            Lead[] leads = query.Predicate is null
                ? [.. Enumerable.Range(5, first ?? 0).Select(id => new Lead { UserId = id })]
                : [new Lead { Username = $"{first} {after} {last} {before} {Text(query)}" }];
            Edge<Lead>[] edges = [.. leads.Select(lead => new Edge<Lead>(lead, $"c{lead.UserId}"))];
            return Task.FromResult(new Connection<Lead>(
                edges,
                new ConnectionPageInfo(true, false, edges.FirstOrDefault()?.Cursor, edges.LastOrDefault()?.Cursor),
                77));
        }

        [UsePaging]
        public Connection<Lead> GetSeen(IResolverContext context)
        {
            ISelectionCollection page = context.Select();
            string[] fields = ["nodes", "edges", "edges.cursor", "edges.node", "pageInfo", "pageInfo.endCursor", "totalCount"];
            string selected = string.Join(' ', fields.Where(field => field.Split('.') is [var outer, var inner]
                ? page.Select(outer).IsSelected(inner) : page.IsSelected(field)));
            Assert.Same(context.Selection, Assert.Single(page));
            throw new GraphQLException(ErrorBuilder.New().SetMessage("Seen.").SetCode(selected).Build());
        }

        [UsePaging(ConnectionName = "Named")]
        public Connection<Lead> GetRenamed()
            => new([], new ConnectionPageInfo(false, false, null, null), 0);

        private static string Text(QueryContext<Lead> query)
        {
            var where = (System.Linq.Expressions.BinaryExpression)query.Predicate!.Body;
            string column = ((System.Linq.Expressions.MemberExpression)where.Left).Member.Name;
            string value = $"{System.Linq.Expressions.Expression.Lambda(where.Right).Compile().DynamicInvoke()}";
            string order = string.Concat(query.Sorting!.Operations.Select(key =>
                ((System.Linq.Expressions.MemberExpression)key.KeySelector.Body).Member.Name + (key.Ascending ? "1" : "0")));
            return $"({column}={value}) {order}";
        }
    }

    /// <summary>Has a page that is not paged.</summary>
    public sealed class UnpagedQuery
    {
        public Connection<Lead> GetLeads() => throw new InvalidOperationException();
    }
}
