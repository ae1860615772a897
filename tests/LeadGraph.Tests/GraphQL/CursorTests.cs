using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.GraphQL;

/// <summary>What cursors are accepted, and what a page between two of them is.</summary>
public class CursorTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_ThatIsNone_IsAnErrorThatNamesTheArgument(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        string[] none =
        [
            "", "!!!", "LTE=", Encode("[]"), Encode("{}"), Encode("[1]"), Encode("""[2,"TotalEvents-,UserId+",1,1]"""),
            Encode("""[1,"TotalEvents-,UserId+",1]"""), Encode("""[1,"TotalEvents-,UserId+",1,1,1]"""),
            Encode("""[1,"TotalEvents-,UserId+",null,1]"""), Encode("""[1,"TotalEvents-,UserId+","1",1]"""),
            Encode("""[1,"TotalEvents-,UserId+",1.5,1]"""), Encode("""[1,"TotalEvents-,UserId+",2147483648,1]"""),
            Encode("""[1,"TotalEvents-,UserId+",1,1"""), Encode(new string('[', 20_000)), new string('A', 100_000)
        ];

        foreach (string argument in (string[])["after", "before"])
        {
            foreach (string cursor in none)
            {
                await AssertErrorAsync(host, argument, cursor, "", "HC0078");
            }
        }

        Assert.Empty(host.Logs.Sql);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_OfAnotherOrder_IsAnErrorThatNamesTheArgument(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        string cursor = await EndCursorAsync(host, "first: 2, order: { lastActivity: DESC }");

        await AssertErrorAsync(host, "after", cursor, "", "CURSOR_OF_OTHER_ORDER");
        await AssertErrorAsync(host, "before", cursor, "order: { lastActivity: ASC },", "CURSOR_OF_OTHER_ORDER");
        Assert.NotEmpty(await host.IdsAsync(
            $"after: \"{cursor}\", order: [{{ lastActivity: DESC }}, {{ userId: ASC }}]"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_OfADefaultOrder_FitsTheSameOrderByName(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        string cursor = await EndCursorAsync(host, "first: 3");

        Assert.Equal(
            await host.IdsAsync($"after: \"{cursor}\""),
            await host.IdsAsync($"after: \"{cursor}\", order: {{ totalEvents: DESC }}"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_WithTextThatCannotBeStored_FindsNothingOrIsAnError(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        await AssertErrorAsync(
            host, "after", Encode("""[1,"Username+,UserId+","\ud800",1]"""), "order: { username: ASC },", "HC0078");
        await AssertErrorAsync(
            host, "after", Encode("""[1,"Username+,UserId+","\u0000",1]"""), "order: { username: ASC },",
            "INVALID_TEXT");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursors_OfBothKinds_CannotBeMixed(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        string cursor = await EndCursorAsync(host, "first: 3");

        await AssertErrorAsync(host, "before", "NA==", $"after: \"{cursor}\",", "HC0078");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Slice_BetweenTwoCursors_HasTheLeadsBetweenAndKnowsItsNeighbours(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        long[] all = await host.IdsAsync("first: 100");
        string after = await EndCursorAsync(host, "first: 2");
        string before = await EndCursorAsync(host, "first: 7");
        string bounds = $"after: \"{after}\", before: \"{before}\"";

        await AssertPageAsync(host, $"{bounds}, first: 100", all[2..6], hasPrevious: true, hasNext: true);
        await AssertPageAsync(host, $"{bounds}, last: 100", all[2..6], hasPrevious: true, hasNext: true);
        await AssertPageAsync(host, $"{bounds}, first: 3", all[2..5], hasPrevious: true, hasNext: true);
        await AssertPageAsync(host, $"{bounds}, last: 3", all[3..6], hasPrevious: true, hasNext: true);
        await AssertPageAsync(host, $"{bounds}, first: 3, last: 1", all[4..5], hasPrevious: true, hasNext: true);
        await AssertPageAsync(host, $"before: \"{before}\", first: 100", all[..6], hasPrevious: false, hasNext: true);
        await AssertPageAsync(host, $"after: \"{after}\", last: 100", all[2..], hasPrevious: true, hasNext: false);
        await AssertPageAsync(host, $"after: \"{before}\", before: \"{after}\"", [], hasPrevious: true, hasNext: true);
        await AssertPageAsync(host, $"after: \"{after}\", first: 0", [], hasPrevious: true, hasNext: true);
        await AssertPageAsync(host, $"{bounds}, last: 0", [], hasPrevious: true, hasNext: true);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Neighbours_OfACursorWhoseLeadIsGone_AreTrueToTheData(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        string first = await EndCursorAsync(host, "first: 1");
        string last = await EndCursorAsync(host, "last: 1");
        long[] all = await host.IdsAsync("first: 100");
        string Without(long user) => $"where: {{ userId: {{ neq: {user} }} }}";

        await AssertPageAsync(host, $"after: \"{first}\", {Without(all[0])}", all[1..], false, false);
        await AssertPageAsync(host, $"before: \"{last}\", last: 100, {Without(all[^1])}", all[..^1], false, false);
        await AssertPageAsync(host, $"after: \"{last}\", {Without(all[^1])}", [], true, false);
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static async Task<string> EndCursorAsync(ServiceHost host, string arguments)
    {
        JsonElement data = await host.DataAsync($"{{ userActivity({arguments}) {{ pageInfo {{ endCursor }} }} }}");
        return data.GetProperty("userActivity").GetProperty("pageInfo").GetProperty("endCursor").GetString()!;
    }

    private static async Task AssertErrorAsync(
        ServiceHost host, string argument, string cursor, string arguments, string code)
    {
        JsonElement response = await host.AskAsync(
            $"query($cursor: String) {{ userActivity({arguments} {argument}: $cursor) {{ nodes {{ userId }} }} }}",
            new { cursor });

        JsonElement error = Assert.Single(response.GetProperty("errors").EnumerateArray());
        Assert.Equal(code, error.GetProperty("extensions").GetProperty("code").GetString());
        if (code != "INVALID_TEXT")
        {
            Assert.Contains($"`{argument}`", error.GetProperty("message").GetString());
            Assert.Equal(argument, error.GetProperty("extensions").GetProperty("argument").GetString());
        }
    }

    private static async Task AssertPageAsync(
        ServiceHost host, string arguments, long[] users, bool hasPrevious, bool hasNext)
    {
        JsonElement page = (await host.DataAsync(
            $"{{ userActivity({arguments}) {{ nodes {{ userId }} pageInfo {{ hasPreviousPage hasNextPage }} }} }}"))
            .GetProperty("userActivity");

        Assert.Equal(
            users, page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("userId").GetInt64()));
        JsonElement info = page.GetProperty("pageInfo");
        Assert.Equal(
            (hasPrevious, hasNext),
            (info.GetProperty("hasPreviousPage").GetBoolean(), info.GetProperty("hasNextPage").GetBoolean()));
    }
}
