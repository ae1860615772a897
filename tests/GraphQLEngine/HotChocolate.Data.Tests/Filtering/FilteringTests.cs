namespace HotChocolate.Data.Filtering;

public sealed class FilteringTests : IAsyncLifetime
{
    private readonly School _school = new(
        new Registration { Id = 1, Username = "anna", Events = 25, Score = 1.5, LastActivity = At(10, 0) },
        new Registration { Id = 2, Username = "Anna_B", Events = 12, Score = null, LastActivity = At(10, 3) },
        new Registration { Id = 3, Username = null, Events = 5, Score = 2, LastActivity = null },
        new Registration { Id = 4, Username = "100%", Events = 0, Score = 2, LastActivity = At(9, 0) },
        new Registration { Id = 5, Username = @"a\b", Events = 12, Score = null, LastActivity = null },
        new Registration { Id = 6, Username = "", Events = 25, Score = 0.5, LastActivity = At(10, 0) });

    public static TheoryData<string, long[]> Filters => new()
    {
        { "{}", [1, 2, 3, 4, 5, 6] },
        { "null", [1, 2, 3, 4, 5, 6] },
        { "{and: null}", [1, 2, 3, 4, 5, 6] },
        { "{and: [], or: []}", [1, 2, 3, 4, 5, 6] },
        { "{username: {}}", [1, 2, 3, 4, 5, 6] },
        { "{or: [{}, {userId: {eq: 1}}]}", [1] },
        { "{userId: {gte: 2, lt: 4}}", [2, 3] },
        { "{userId: {gte: 2}, events: {eq: 12}}", [2, 5] },
        { "{and: [{userId: {gt: 1}}, {or: [{events: {eq: 25}}, {events: {eq: 0}}]}]}", [4, 6] },
        { "{events: {in: [25, 5, 1]}}", [1, 3, 6] },
        { "{events: {in: 25}}", [1, 6] },
        { "{events: {nin: [25, 5, 1]}}", [2, 4, 5] },
        { "{events: {in: []}}", [] },
        { "{events: {nin: []}}", [1, 2, 3, 4, 5, 6] },
        { "{events: {ngt: 12}}", [2, 3, 4, 5] },
        { "{events: {ngte: 12}}", [3, 4] },
        { "{events: {nlt: 12}}", [1, 2, 5, 6] },
        { "{events: {nlte: 12}}", [1, 6] },
        { "{isActive: {eq: false}}", [4] },
        { "{isActive: {neq: false}}", [1, 2, 3, 5, 6] },
        { "{tier: {eq: WARM}}", [2, 5] },
        { "{tier: {neq: WARM}}", [1, 3, 4, 6] },
        { "{tier: {in: [HOT, WARM]}}", [1, 2, 5, 6] },
        { "{tier: {nin: [HOT, WARM]}}", [3, 4] },
        { "{lastActivity: {eq: null}}", [3, 5] },
        { "{lastActivity: {neq: null}}", [1, 2, 4, 6] },
        { "{lastActivity: {gt: \"2025-09-10T00:00:00Z\"}}", [2] },
        { "{lastActivity: {ngt: \"2025-09-10T00:00:00Z\"}}", [1, 3, 4, 5, 6] },
        { "{lastActivity: {gte: \"2025-09-10T02:00:00+02:00\"}}", [1, 2, 6] },
        { "{lastActivity: {ngte: \"2025-09-09T22:00:00-02:00\"}}", [3, 4, 5] },
        { "{lastActivity: {nlt: \"2025-09-10T00:00:00Z\"}}", [1, 2, 3, 5, 6] },
        { "{lastActivity: {nlte: \"2025-09-10T00:00:00Z\"}}", [2, 3, 5] },
        { "{lastActivity: {neq: \"2025-09-10T00:00:00Z\"}}", [2, 3, 4, 5] },
        { "{lastActivity: {in: [\"2025-09-10T00:00:00Z\"]}}", [1, 6] },
        { "{lastActivity: {in: [\"2025-09-10T00:00:00Z\", null]}}", [1, 3, 5, 6] },
        { "{lastActivity: {nin: [\"2025-09-10T00:00:00Z\"]}}", [2, 3, 4, 5] },
        { "{lastActivity: {nin: [\"2025-09-10T00:00:00Z\", null]}}", [2, 4] },
        { "{score: {lte: 1.5}}", [1, 6] },
        { "{score: {nlte: 1.5}}", [2, 3, 4, 5] },
        { "{score: {eq: 2}}", [3, 4] },
        { "{username: {eq: \"anna\"}}", [1] },
        { "{username: {eq: null}}", [3] },
        { "{username: {neq: null}}", [1, 2, 4, 5, 6] },
        { "{username: {neq: \"anna\"}}", [2, 3, 4, 5, 6] },
        { "{username: {contains: \"nn\"}}", [1, 2] },
        { "{username: {contains: \"\"}}", [1, 2, 4, 5, 6] },
        { "{username: {ncontains: \"nn\"}}", [3, 4, 5, 6] },
        { "{username: {contains: \"_\"}}", [2] },
        { "{username: {contains: \"%\"}}", [4] },
        { "{username: {contains: \"\\\\\"}}", [5] },
        { "{username: {startsWith: \"a\"}}", [1, 5] },
        { "{username: {startsWith: \"A\"}}", [2] },
        { "{username: {startsWith: \"%\"}}", [] },
        { "{username: {startsWith: \"a\\\\\"}}", [5] },
        { "{username: {nstartsWith: \"a\"}}", [2, 3, 4, 6] },
        { "{username: {endsWith: \"_B\"}}", [2] },
        { "{username: {endsWith: \"%\"}}", [4] },
        { "{username: {nendsWith: \"%\"}}", [1, 2, 3, 5, 6] },
        { "{username: {in: [\"anna\", \"nobody\"]}}", [1] },
        { "{username: {in: [\"anna\", null]}}", [1, 3] },
        { "{username: {in: []}}", [] },
        { "{username: {nin: [\"anna\"]}}", [2, 3, 4, 5, 6] },
        { "{username: {nin: [\"anna\", null]}}", [2, 4, 5, 6] },
        { "{username: {or: [{startsWith: \"1\"}, {endsWith: \"b\"}]}}", [4, 5] },
        { "{username: {and: [{contains: \"n\"}, {contains: \"B\"}]}}", [2] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Where_OverEachSource_FindsTheSame(string where, long[] expected)
    {
        Assert.Equal(expected, await _school.IdsAsync($"leads(where: {where}, order: {{userId: ASC}})"));
        Assert.Equal(expected, await _school.IdsAsync($"memoryLeads(where: {where}, order: {{userId: ASC}})"));
        Assert.Equal(expected, await _school.IdsAsync($"plainLeads(where: {where}, order: {{userId: ASC}})"));
    }

    [Theory]
    [InlineData("{username: {contains: null}}")]
    [InlineData("{username: {nendsWith: null}}")]
    [InlineData("{username: {in: null}}")]
    [InlineData("{username: null}")]
    [InlineData("{email: {eq: null}}")]
    [InlineData("{email: {in: [\"a\", null]}}")]
    [InlineData("{events: {eq: null}}")]
    [InlineData("{events: {in: [1, null]}}")]
    [InlineData("{events: {nin: [1, null]}}")]
    [InlineData("{lastActivity: {gt: null}}")]
    [InlineData("{tier: {neq: null}}")]
    [InlineData("{or: [{userId: {eq: 1}}, {events: {lt: null}}]}")]
    public async Task Where_NullWhereThereCanBeNone_IsAFieldError(string where)
    {
        Assert.Equal("HC0026 at leads", await _school.ErrorAsync($"{{ leads(where: {where}) {{ totalCount }} }}"));
        Assert.Equal(
            "HC0026 at plainLeads", await _school.ErrorAsync($"{{ plainLeads(where: {where}) {{ totalCount }} }}"));
        Assert.Empty(_school.Statements);
    }

    [Fact]
    public async Task Where_AsVariable_FiltersLikeALiteral()
    {
        var where = new Dictionary<string, object?>
        {
            ["tier"] = new Dictionary<string, object?> { ["in"] = new object?[] { "HOT" } },
            ["username"] = new Dictionary<string, object?> { ["neq"] = "anna" },
        };

        string data = await _school.DataAsync(
            "query($w: LeadFilterInput) { leads(where: $w) { nodes { userId } totalCount } }", new() { ["w"] = where });

        Assert.Equal("""{"leads":{"nodes":[{"userId":6}],"totalCount":1}}""", data);
    }

    [Fact]
    public async Task Where_WithAsManyConditionsAsSqliteTakes_ExecutesThem()
    {
        long[] all = [1, 2, 3, 4, 5, 6];
        string conditions = string.Join(", ", Enumerable.Range(1, 900).Select(id => $"{{userId: {{eq: {id}}}}}"));

        string arguments = $"where: {{or: [{conditions}]}}, order: {{userId: ASC}}";
        Assert.Equal(all, await _school.IdsAsync($"memoryLeads({arguments})"));
        Assert.Equal(all, await _school.IdsAsync($"leads({arguments})"));
    }

    [Fact]
    public async Task Where_NestedAsDeepAsDocumentsMay_ExecutesIt()
    {
        const int Depth = 60;
        string where = string.Concat(Enumerable.Range(1, Depth).Select(id => $"{{or: [{{userId: {{eq: {id}}}}}, "))
            + "{}" + string.Concat(Enumerable.Repeat("]}", Depth));

        long[] all = [1, 2, 3, 4, 5, 6];
        Assert.Equal(all, await _school.IdsAsync($"leads(where: {where}, order: {{userId: ASC}})"));
    }

    [Fact]
    public async Task Where_OnAListThatIsNotPaged_IsAppliedInTheDatabase()
    {
        string data = await _school.DataAsync(
            "{ leadList(where: {events: {eq: 12}}, order: {userId: DESC}) { userId } }");

        Assert.Equal("""{"leadList":[{"userId":5},{"userId":2}]}""", data);
        Assert.Contains("WHERE", Assert.Single(_school.Statements));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _school.DisposeAsync();

    private static DateTime At(int day, int hour) => new(2025, 9, day, hour, 0, 0, DateTimeKind.Utc);
}
