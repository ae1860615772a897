using System.Text.Json;

namespace HotChocolate.Data.Sorting;

public sealed class SortingTests : IAsyncLifetime
{
    private readonly School _school = new([.. Enumerable.Range(1, 43).Select(id => new Registration
    {
        Id = id * 7 % 44,
        Username = id % 4 == 0 ? null : $"user{id % 9}",
        Email = $"{id % 3}@example.com",
        Events = id % 5 * 6,
        Score = id % 6 == 0 ? null : id % 4,
        LastActivity = id % 5 == 0 ? null : new DateTime(2025, 9, 1 + (id % 8), 0, 0, 0, DateTimeKind.Utc),
    })]);

    [Theory]
    [InlineData("null", new long[] { 1, 9, 10, 18 })]
    [InlineData("[]", new long[] { 1, 9, 10, 18 })]
    [InlineData("{}", new long[] { 1, 9, 10, 18 })]
    [InlineData("{userId: ASC}", new long[] { 1, 2, 3, 4 })]
    [InlineData("[{userId: DESC}]", new long[] { 43, 42, 41, 40 })]
    [InlineData("[{isActive: ASC}, {userId: DESC}]", new long[] { 43, 35, 34, 26 })]
    [InlineData("{tier: ASC, events: DESC}", new long[] { 6, 7, 15, 23 })]
    [InlineData("{events: DESC, tier: ASC}", new long[] { 1, 9, 10, 18 })]
    public async Task Order_ByKeysInTheOrderGiven_ThenByTheUniqueKey(string order, long[] expected)
    {
        Assert.Equal(expected, await _school.IdsAsync($"leads(first: 4, order: {order})"));
        Assert.Equal(expected, await _school.IdsAsync($"memoryLeads(first: 4, order: {order})"));
    }

    [Theory]
    [InlineData("{userId: null}")]
    [InlineData("[{userId: ASC}, {events: null}]")]
    public async Task Order_NullDirection_IsAFieldError(string order)
        => Assert.Equal("HC0026 at leads", await _school.ErrorAsync($"{{ leads(order: {order}) {{ totalCount }} }}"));

    [Theory]
    [InlineData("userId")]
    [InlineData("username")]
    [InlineData("email")]
    [InlineData("events")]
    [InlineData("score")]
    [InlineData("lastActivity")]
    [InlineData("isActive")]
    [InlineData("tier")]
    public async Task Pages_WalkedByAnyKeyInBothDirections_MeetEveryLeadOnce(string key)
    {
        foreach (string direction in (string[])["ASC", "DESC"])
        {
            string order = $"{{{key}: {direction}}}";
            List<long> forward = await WalkAsync(order, "first", "after", "endCursor", "hasNextPage");
            List<long> backward = await WalkAsync(order, "last", "before", "startCursor", "hasPreviousPage");

            Assert.Equal(43, forward.Distinct().Count());
            Assert.Equal(43, forward.Count);
            Assert.Equal(forward, backward);
            long[] inMemory =
            [
                .. await _school.IdsAsync($"memoryLeads(first: 20, order: {order})"),
                .. await _school.IdsAsync($"memoryLeads(first: 20, after: \"MTk=\", order: {order})"),
                .. await _school.IdsAsync($"memoryLeads(last: 3, order: {order})"),
            ];
            Assert.Equal(forward, inMemory);
        }
    }

    [Fact]
    public async Task Order_WithoutQueryContext_AppliesToTheResult()
    {
        long[] expected = [43, 42];
        Assert.Equal(expected, await _school.IdsAsync("plainLeads(first: 2, order: [{userId: DESC}])"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _school.DisposeAsync();

    /// <summary>The user ids of all pages, in the order of the list.</summary>
    private async Task<List<long>> WalkAsync(string order, string size, string from, string cursor, string more)
    {
        List<long> found = [];
        string position = "null";
        while (true)
        {
            JsonElement page = (await _school.AskAsync(
                    $"{{ leads(order: {order}, {size}: 5, {from}: {position}) "
                    + $"{{ nodes {{ userId }} pageInfo {{ {cursor} {more} }} }} }}"))
                .GetProperty("data").GetProperty("leads");
            IEnumerable<long> ids = page.GetProperty("nodes").EnumerateArray()
                .Select(node => node.GetProperty("userId").GetInt64());
            found.InsertRange(size == "first" ? found.Count : 0, ids);
            if (!page.GetProperty("pageInfo").GetProperty(more).GetBoolean())
            {
                return found;
            }

            position = $"\"{page.GetProperty("pageInfo").GetProperty(cursor)}\"";
        }
    }
}
