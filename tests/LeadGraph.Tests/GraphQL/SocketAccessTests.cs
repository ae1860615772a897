using System.Net;
using LeadGraph.Access;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.GraphQL.GraphQLRequests;

namespace LeadGraph.Tests.GraphQL;

/// <summary>Access to GraphQL over WebSockets and event streams, with every kind of credential.</summary>
public class SocketAccessTests
{
    [Theory]
    [InlineData("/graphql/schema.graphql")]
    [InlineData("/graphql/SCHEMA.graphql")]
    [InlineData("/graphql/%73chema.graphql")]
    [InlineData("/graphql//schema.graphql")]
    [InlineData("/graphql/schema.graphql/")]
    [InlineData("/graphql/index.html?query=%7B__typename%7D")]
    public async Task WebSocketUpgrade_BelowTheEndpointWithoutAKey_Gets401(string path)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        foreach (string? key in new[] { null, "wrong", AuthenticatedHost.ExpiredKey })
        {
            HttpResponseMessage response = await host.SendAsync(path, key, headers: AuthenticatedHost.Upgrade);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task WebSocket_WithoutAValidKey_IsClosedBeforeAnyOperation()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        foreach (string? key in new[] { null, "", "wrong", AuthenticatedHost.ExpiredKey })
        {
            using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
            Assert.StartsWith($"closed {Engine.RefusedInit} ", await socket.InitAsync(key));
        }

        using GraphQLSocket hasty = await GraphQLSocket.OpenAsync(
            host.Client.BaseAddress!, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey));
        await hasty.SendAsync(Subscribe(Emails));
        Assert.StartsWith("closed 4401 ", await hasty.ReceiveAsync());

        using GraphQLSocket confused = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await confused.SendAsync(new
        {
            type = "connection_init",
            payload = new { Authorization = $"Bearer {AuthenticatedHost.FullKey}", apiKey = AuthenticatedHost.FullKey }
        });
        Assert.StartsWith($"closed {Engine.RefusedInit} ", await confused.ReceiveAsync());
    }

    [Theory]
    [InlineData("""{"Authorization":"Bearer wrong","Authorization":"Bearer %"}""")]
    [InlineData("""{"Authorization":"Bearer %","Authorization":"Bearer %"}""")]
    [InlineData("""{"apiKey":"%","apiKey":"wrong"}""")]
    [InlineData("""{"apiKey":"%","APIkey":"%"}""")]
    [InlineData("""{"\u0061piKey":"%","apiKey":"%"}""")]
    [InlineData("""{"apiKey":"\ud800"}""")]
    [InlineData("""{"Authorization":"Bearer \ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"apiKey":"%"},"payload":{"apiKey":"%"}""", "4400")]
    public async Task WebSocket_WithACredentialThatIsNotOneText_IsClosed(string payload, string? code = null)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);

        string given = payload.Replace("%", AuthenticatedHost.FullKey);
        await socket.SendAsync($$$"""{"type":"connection_init","payload":{{{given}}}}""");

        Assert.StartsWith($"closed {code ?? Engine.RefusedInit} ", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task WebSocketAndEventStream_WithAnUnacceptedToken_AreRejected()
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();
        foreach (string? token in new[]
        {
            null, "", "wrong", AuthenticatedHost.UnsignedToken(), AuthenticatedHost.Token("read", expiresInMinutes: -60),
            AuthenticatedHost.Token("read", issuer: "https://elsewhere.example.com"), AuthenticatedHost.Token("personal")
        })
        {
            using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
            Assert.StartsWith($"closed {Engine.RefusedInit} ", await socket.InitAsync(token));

            HttpResponseMessage stream = await PostAsync(
                host, token, "subscription { onLeadScoreChanged { userId } }", "text/event-stream");
            Assert.Contains(stream.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
        }
    }

    [Theory]
    [InlineData("read")]
    [InlineData("read personal")]
    public async Task WebSocketAndEventStream_WithAToken_ServeTheDataOfItsScopes(string scopes)
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();
        string token = AuthenticatedHost.Token(scopes);
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        Assert.Contains("connection_ack", await socket.InitAsync(token));
        await socket.SendAsync(Subscribe(Emails));

        string[] responseTexts =
            [await socket.ReceiveAsync(), await (await PostAsync(host, token, Emails, "text/event-stream")).TextAsync()];

        Assert.All(responseTexts, responseText => Assert.Equal(scopes == "read personal", responseText.Contains("anna@secret.example")));
        Assert.All(responseTexts, responseText => Assert.Equal(scopes == "read", responseText.Contains("AUTH_NOT_AUTHORIZED")));
    }

    [Theory]
    [InlineData("payload")]
    [InlineData("header")]
    public async Task WebSocket_WithAKey_ServesTheDataOfItsScopes(string way)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        foreach (string key in new[] { AuthenticatedHost.FullKey, AuthenticatedHost.LesserKey })
        {
            using GraphQLSocket socket = await GraphQLSocket.OpenAsync(
                host.Client.BaseAddress!, way == "header" ? [(CredentialAuthenticationHandler.KeyHeader, key)] : []);
            Assert.Contains("connection_ack", await socket.InitAsync(way == "payload" ? key : null));

            await socket.SendAsync(Subscribe(Emails));
            string responseText = await socket.ReceiveAsync();

            Assert.Equal(key == AuthenticatedHost.FullKey, responseText.Contains("anna@secret.example"));
            Assert.Equal(key == AuthenticatedHost.LesserKey, responseText.Contains("AUTH_NOT_AUTHORIZED"));
        }
    }

    [Fact]
    public async Task WebSocket_WithKeysInHeaderAndPayload_HasOnlyTheScopesOfThePayload()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(
            host.Client.BaseAddress!, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey));

        await socket.InitAsync(AuthenticatedHost.LesserKey);
        await socket.SendAsync(Subscribe(Emails));

        Assert.DoesNotContain("secret", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task WebSocket_WhenItsKeyExpires_IsClosed()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Auth:ApiKeys:former:Expires", "2025-09-10T15:00:02Z"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        Assert.Contains("connection_ack", await socket.InitAsync(AuthenticatedHost.ExpiredKey));

        Assert.Equal("cut", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task WebSocket_FromAnotherSite_IsRejected()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => GraphQLSocket.OpenAsync(
            host.Client.BaseAddress!, ("Origin", "https://evil.example.com")));
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("event stream")]
    public async Task Subscription_WithoutScopePersonal_SendsChangesWithoutPersonalData(string way)
    {
        string file = AuthenticatedHost.NewDatabase();
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file}"), ("LeadGraph:Live:Interval", "00:00:00.1"));
        const string Document = "subscription { onLeadScoreChanged { userId current userActivity { email telegramUrl recentEvents { details } } } }";
        Func<Task<string>> next;
        GraphQLSocket? socket = null;
        StreamReader? events = null;
        if (way == "websocket")
        {
            socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
            await socket.InitAsync(AuthenticatedHost.LesserKey);
            await socket.SendAsync(Subscribe(Document));
            next = socket.ReceiveAsync;
        }
        else
        {
            HttpResponseMessage response = await PostAsync(host, AuthenticatedHost.LesserKey, Document, "text/event-stream");
            events = new StreamReader(await response.Content.ReadAsStreamAsync());
            next = async () =>
            {
                string? line;
                do
                {
                    line = await events.ReadLineAsync().WaitAsync(Eventually.Limit);
                }
                while (line?.StartsWith("data: {", StringComparison.Ordinal) != true);
                return line;
            };
        }

        await host.UntilTiersAreComparedAsync();
        for (int round = 0; round < 2; round++)
        {
            AuthenticatedHost.AddEvents(file, userId: 1 + round, count: 6);
            string message = await next();

            Assert.Contains($"\"userId\":{1 + round},\"current\":\"COOL\"", message);
            Assert.Contains("\"email\":null,\"telegramUrl\":null", message);
            Assert.Equal(3, message.Split("AUTH_NOT_AUTHORIZED").Length - 1);
            Assert.DoesNotContain("secret", message);
        }

        socket?.Dispose();
        events?.Dispose();
    }
}
