using System.Buffers.Text;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Access;

/// <summary>What a caller without the scope personal can learn over GraphQL, by whatever means.</summary>
public class PersonalDataTests
{
    [Fact]
    public async Task PersonalFields_WithoutTheScope_AreNullAndToldOnceEach()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        JsonElement answer = await AskAsync(host, AuthenticatedHost.LesserKey, """
            { userActivity { nodes {
                userId username firstName mail: email again: email telegramUrl totalEvents
                recentEvents { eventType details }
            } } }
            """);

        JsonElement[] nodes = [.. answer.GetProperty("data").GetProperty("userActivity").GetProperty("nodes").EnumerateArray()];
        Assert.Equal([1, 2, 3], nodes.Select(node => node.GetProperty("userId").GetInt32()));
        Assert.All(nodes, node => Assert.All(
            ["username", "firstName", "mail", "again", "telegramUrl"],
            (string field) => Assert.Equal(JsonValueKind.Null, node.GetProperty(field).ValueKind)));
        Assert.All(
            nodes.SelectMany(node => node.GetProperty("recentEvents").EnumerateArray()),
            happening => Assert.Equal("lesson null", $"{happening.GetProperty("eventType")} {happening.GetProperty("details").GetRawText()}"));
        Assert.Equal(
            ["again", "details", "firstName", "mail", "telegramUrl", "username"],
            Refused(answer).Select(path => path[^1]).Order());
        // Of which of the leads it is told depends on the order in which siblings run.
        Assert.All(Refused(answer), path => Assert.Matches("^userActivity nodes [0-2] ", string.Join(' ', path)));
        Assert.DoesNotContain("secret", answer.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(host.Logs.Sql, sql => sql.Contains("\"email\"") || sql.Contains("\"details\"")
            || sql.Contains("\"username\"") || sql.Contains("\"first_name\""));
    }

    [Fact]
    public async Task PersonalFields_WithTheScope_AreThere()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        JsonElement answer = await AskAsync(host, AuthenticatedHost.FullKey,
            "{ userActivityById(userId: 1) { username firstName email telegramUrl recentEvents { details } } }");

        Assert.Equal(
            """
            {"data":{"userActivityById":{"username":"secret_anna","firstName":"Secretanna","email":"anna@secret.example","telegramUrl":"https://t.me/secret_anna","recentEvents":[{"details":null},{"details":{"note":"secret detail"}}]}}}
            """,
            answer.GetRawText());
    }

    [Fact]
    public async Task Cursors_WithoutTheScope_HoldNoPersonalData()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        JsonElement answer = await AskAsync(
            host, AuthenticatedHost.LesserKey, "{ userActivity(order: { email: ASC }) { edges { cursor } } }");

        Assert.Equal(
            [1, 2, 3],
            answer.GetProperty("data").GetProperty("userActivity").GetProperty("edges").EnumerateArray()
                .Select(edge => Encoding.UTF8.GetString(
                    Base64Url.DecodeFromChars(edge.GetProperty("cursor").GetString())))
                .Select(cursor => int.Parse(cursor["""[1,"Email+,UserId+",null,""".Length..^1])));
    }

    [Fact]
    public async Task PersonalFields_InEachPlaceOfTheOperation_AreToldOfWhereTheyStand()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        JsonElement answer = await AskAsync(host, AuthenticatedHost.LesserKey, """
            { one: userActivityById(userId: 2) { email } none: userActivityById(userId: 9) { email }
              page: userActivity(first: 2) { edges { node { email } } nodes { email } } }
            """);

        Assert.Equal(
            ["one email", "page edges N node email", "page nodes N email"],
            LeaseGroup(answer));
    }

    [Theory]
    [InlineData("search: \"secret\"", "")]
    [InlineData("search: \"anna\"", "")]
    [InlineData("search: \"@\"", "")]
    [InlineData("where: { email: { eq: \"anna@secret.example\" } }", "")]
    [InlineData("where: { email: { neq: \"anna@secret.example\" } }", "1 2 3")]
    [InlineData("where: { email: { contains: \"a\" } }", "")]
    [InlineData("where: { email: { ncontains: \"a\" } }", "1 2 3")]
    [InlineData("where: { email: { startsWith: \"anna\" } }", "")]
    [InlineData("where: { email: { nendsWith: \"example\" } }", "1 2 3")]
    [InlineData("where: { email: { in: [\"anna@secret.example\", null] } }", "1 2 3")]
    [InlineData("where: { email: { nin: [\"anna@secret.example\"] } }", "1 2 3")]
    [InlineData("where: { email: { eq: null } }", "1 2 3")]
    [InlineData("where: { email: { neq: null } }", "")]
    [InlineData("where: { username: { eq: \"secret_anna\" } }", "")]
    [InlineData("where: { username: { neq: null } }", "")]
    [InlineData("where: { firstName: { startsWith: \"Secret\" } }", "")]
    [InlineData("where: { or: [{ firstName: { eq: \"Secretanna\" } }, { userId: { eq: 3 } }] }", "3")]
    [InlineData("order: [{ email: ASC }]", "1 2 3")]
    [InlineData("order: [{ email: DESC }]", "1 2 3")]
    [InlineData("order: [{ username: DESC }, { firstName: ASC }]", "1 2 3")]
    [InlineData("order: [{ firstName: DESC }], first: 1, after: \"MA==\"", "2")]
    public async Task FilterSearchOrderAndCursor_WithoutTheScope_SeeNullAlone(string arguments, string users)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        JsonElement answer = await AskAsync(host, AuthenticatedHost.LesserKey,
            $"{{ userActivity({arguments}) {{ totalCount nodes {{ userId }} }} }}");

        Assert.Empty(host.Logs.All.Select(record => record.Exception).OfType<Exception>());
        Assert.False(answer.TryGetProperty("errors", out _), answer.GetRawText());
        JsonElement page = answer.GetProperty("data").GetProperty("userActivity");
        Assert.Equal(users, string.Join(' ', page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("userId"))));
        if (!arguments.Contains("first:"))
        {
            Assert.Equal(users.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, page.GetProperty("totalCount").GetInt32());
        }
    }

    [Theory]
    [InlineData("{ userActivity(where: { email: { eq: 5 } }) { nodes { userId } } }")]
    [InlineData("{ userActivity(where: { email: { contains: null } }) { nodes { userId } } }")]
    [InlineData("{ userActivity(order: [{ email: UP }]) { nodes { userId } } }")]
    [InlineData("{ userActivity(after: \"anna@secret.example\") { nodes { userId } } }")]
    [InlineData("{ userActivityById(userId: 1) { email { x } } }")]
    public async Task Errors_WithoutTheScope_TellNothing(string document)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        JsonElement lesser = await AskAsync(host, AuthenticatedHost.LesserKey, document);
        JsonElement full = await AskAsync(host, AuthenticatedHost.FullKey, document);

        Assert.Equal(full.GetRawText(), lesser.GetRawText());
        Assert.True(lesser.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task Responses_ToCallersWithDifferentScopes_AreNotShared()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        const string Document = "{ userActivity { nodes { email } } }";

        string first = Told(await AskAsync(host, AuthenticatedHost.LesserKey, Document));
        string full = Told(await AskAsync(host, AuthenticatedHost.FullKey, Document));
        string second = Told(await AskAsync(host, AuthenticatedHost.LesserKey, Document));

        Assert.Contains("anna@secret.example", full);
        Assert.DoesNotContain("secret", first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Responses_WithoutScopePersonal_DoNotChangeWhenPersonalDataChange()
    {
        string file = AuthenticatedHost.NewDatabase();
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file}"), ("LeadGraph:Live:Interval", "00:00:00.1"));
        const string Leads = "/api/user-activity";
        const string List = "/api/user-activity.csv";
        const string Document = "{ userActivity(order: [{ email: ASC }]) { totalCount pageInfo { endCursor } "
            + "nodes { userId email username recentEvents { id details } } } }";
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.LesserKey);
        await socket.SendAsync(new
        {
            id = "1",
            type = "subscribe",
            payload = new { query = "subscription { onLeadScoreChanged { userId userActivity { email } } }" }
        });
        await host.UntilTiersAreComparedAsync();
        async Task<string[]> SeeAsync(string key)
        {
            HttpResponseMessage leads = await host.SendAsync(Leads, key);
            HttpResponseMessage head = await host.SendAsync(Leads, key, HttpMethod.Head);
            HttpResponseMessage list = await host.SendAsync(List, key);
            return
            [
                $"{leads.Headers.ETag} {leads.Content.Headers.ContentLength} {leads.Content.Headers.LastModified}",
                $"{head.Headers.ETag} {head.Content.Headers.ContentLength} {head.Content.Headers.LastModified}",
                await leads.TextAsync(), await list.TextAsync(), Told(await AskAsync(host, key, Document))
            ];
        }

        string[] lesser = await SeeAsync(AuthenticatedHost.LesserKey), full = await SeeAsync(AuthenticatedHost.FullKey);
        string tag = lesser[0].Split(' ')[0];
        ReferenceData.ExecuteSqlite(file, """
            UPDATE free_lesson_registrations SET email = 'aaa@secret.example.com', username = 'secret_other', first_name = NULL WHERE user_id = 2;
            UPDATE free_lesson_registrations SET email = NULL, first_name = 'Secret' || first_name WHERE user_id = 1;
            UPDATE events SET details = '{"note":"another secret, which is longer"}';
            """);
        string[] lesserAfter = await SeeAsync(AuthenticatedHost.LesserKey), fullAfter = await SeeAsync(AuthenticatedHost.FullKey);
        HttpResponseMessage unchanged = await host.SendAsync(Leads, AuthenticatedHost.LesserKey, headers: ("If-None-Match", tag));
        await host.UntilTiersAreComparedAsync();
        AuthenticatedHost.AddEvents(file, userId: 2, count: 6);
        string message = await socket.ReceiveAsync();

        Assert.Equal(lesser, lesserAfter);
        Assert.All(full.Zip(fullAfter), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(System.Net.HttpStatusCode.NotModified, unchanged.StatusCode);
        // The first that it hears of is the move between tiers, and nothing of who moved.
        Assert.Contains("\"userId\":2,\"userActivity\":{\"email\":null}", message);
    }

    [Fact]
    public async Task Cursor_FromACallerWithPersonal_RevealsNothingToACallerWithout()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        static string Page(string? after) => "{ userActivity(first: 2, order: [{ email: DESC }]"
            + $"{(after is null ? "" : $", after: \"{after}\"")}) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage }} edges {{ cursor node {{ userId }} }} }} }}";
        async Task<Dictionary<long, string>> CursorsAsync(string key) => (await AskAsync(host, key, Page(null)))
            .GetProperty("data").GetProperty("userActivity").GetProperty("edges").EnumerateArray().ToDictionary(
                edge => edge.GetProperty("node").GetProperty("userId").GetInt64(),
                edge => edge.GetProperty("cursor").GetString()!);

        Dictionary<long, string> full = await CursorsAsync(AuthenticatedHost.FullKey);
        Dictionary<long, string> own = await CursorsAsync(AuthenticatedHost.LesserKey);

        // The cursor of the same user leads to the same page, as if it told no email.
        long[] both = [.. full.Keys.Intersect(own.Keys)];
        Assert.NotEmpty(both);
        foreach (long user in both)
        {
            Assert.NotEqual(own[user], full[user]);
            JsonElement byFull = await AskAsync(host, AuthenticatedHost.LesserKey, Page(full[user]));
            JsonElement byOwn = await AskAsync(host, AuthenticatedHost.LesserKey, Page(own[user]));
            Assert.Equal(byOwn.GetRawText(), byFull.GetRawText());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CachedResponse_OfOneCaller_IsNotServedToACallerWithOtherScopes(bool isFullFirst)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Cache:Seconds", "60"));
        string[] keys = [AuthenticatedHost.FullKey, AuthenticatedHost.LesserKey];
        const string Document = "{ userActivity { nodes { email recentEvents { details } } } }";

        for (int round = 0; round < 2; round++)
        {
            foreach (string key in isFullFirst ? keys : keys.Reverse())
            {
                string rest = await (await host.SendAsync("/api/user-activity", key)).TextAsync();
                string search = await (await host.SendAsync("/api/user-activity?search=anna", key)).TextAsync();
                string graph = (await AskAsync(host, key, Document)).GetRawText();
                Assert.All([rest, search, graph], answer => Assert.Equal(key == AuthenticatedHost.FullKey, answer.Contains("secret")));
            }
        }
    }

    private static IEnumerable<string[]> Refused(JsonElement answer) => answer.GetProperty("errors").EnumerateArray()
        .Where(error => error.GetProperty("extensions").GetProperty("code").GetString() == "AUTH_NOT_AUTHORIZED")
        .Select(error => error.GetProperty("path").EnumerateArray().Select(step => step.ToString()).ToArray());

    /// <summary>Where the caller is told of refusals, whichever item of a list it is told of.</summary>
    private static string[] LeaseGroup(JsonElement answer) =>
    [
        .. Refused(answer)
            .Select(path => string.Join(' ', path.Select(step => int.TryParse(step, out _) ? "N" : step))).Order()
    ];

    /// <summary>What an answer tells, in whatever order its errors are.</summary>
    private static string Told(JsonElement answer) => answer.GetProperty("data").GetRawText()
        + (answer.TryGetProperty("errors", out _) ? string.Join(", ", LeaseGroup(answer)) : "");

    private static async Task<JsonElement> AskAsync(ServiceHost host, string key, string document)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = document }) };
        request.Headers.Add("X-Api-Key", key);
        HttpResponseMessage response = await host.Client.SendAsync(request);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
