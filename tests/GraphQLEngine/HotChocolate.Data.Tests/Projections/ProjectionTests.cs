namespace HotChocolate.Data.Projections;

public sealed class ProjectionTests : IAsyncLifetime
{
    private static readonly string[] s_columns = ["Id", "Username", "Email", "Events", "Score", "LastActivity"];

    private readonly School _school = new(
        new Registration { Id = 1, Username = "anna", Email = "anna@example.com", Events = 25 },
        new Registration { Id = 2, Username = null, Email = "bea@example.com", Events = 12 });

    [Theory]
    [InlineData("nodes { userId }", "Id")]
    [InlineData("nodes { __typename }", "")]
    [InlineData("nodes { email email a: email }", "Email")]
    [InlineData("nodes { url }", "Username")]
    [InlineData("edges { node { username } cursor }", "Username")]
    [InlineData("edges { cursor }", "")]
    [InlineData("pageInfo { endCursor }", "")]
    [InlineData("edges { node { email } } nodes { score } more: nodes { ...F }", "Email,Score,LastActivity")]
    [InlineData("...{ nodes { ... on Lead { url } ...F } }", "Username,LastActivity")]
    [InlineData("nodes { userId email @skip(if: true) score @include(if: $no) url @include(if: $yes) }", "Id,Username")]
    [InlineData("nodes { tier }", "Events")]
    public async Task Select_ThroughFragmentsAliasesAndConditions_ReadsOnlyTheColumnsNeeded(
        string selection, string columns)
    {
        string fragment = selection.Contains("...F") ? "fragment F on Lead { lastActivity }" : "";
        string variables = selection.Contains('$') ? "($yes: Boolean! = true, $no: Boolean! = false)" : "";

        await _school.DataAsync($"query{variables} {{ leads(order: {{userId: ASC}}) {{ {selection} }} }} {fragment}");

        Assert.Equal(columns, ColumnsRead());
    }

    [Fact]
    public async Task Select_ForFilterAndOrder_ReadsNoColumnOfTheirs()
    {
        string data = await _school.DataAsync(
            "{ leads(where: {username: {neq: \"x\"}}, order: [{events: DESC}]) { nodes { email } } }");

        Assert.Equal(
            """{"leads":{"nodes":[{"email":"anna@example.com"},{"email":"bea@example.com"}]}}""", data);
        Assert.Equal("Email", ColumnsRead());
    }

    [Fact]
    public async Task Select_OfASingleObject_ReadsOnlyTheColumnsNeeded()
    {
        Assert.Equal(
            """{"lead":{"url":"@anna","score":null}}""",
            await _school.DataAsync("{ lead(userId: 1) { url score } }"));
        Assert.Equal("Username,Score", ColumnsRead());
        Assert.Equal("""{"lead":null}""", await _school.DataAsync("{ lead(userId: 77) { url } }"));
    }

    [Fact]
    public async Task Select_ByFieldsInAnotherOrder_IsTheSameQuery()
    {
        await _school.DataAsync("{ leads { nodes { userId email } } }");
        int before = _school.Compilations;
        await _school.DataAsync("{ leads { nodes { mail: email userId } } }");

        Assert.Equal(before, _school.Compilations);
        Assert.Equal(_school.Statements[0], _school.Statements[1]);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _school.DisposeAsync();

    /// <summary>The columns in the SELECT of the one statement.</summary>
    private string ColumnsRead()
    {
        string select = Assert.Single(_school.Statements).Split("FROM")[0];
        _school.Statements.Clear();
        return string.Join(',', s_columns.Where(column => select.Contains($"\"{column}\"")));
    }
}
