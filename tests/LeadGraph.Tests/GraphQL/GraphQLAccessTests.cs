using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LeadGraph.Access;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hostile;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.GraphQL;

/// <summary>Access to the GraphQL endpoint over every transport, with every kind of credential.</summary>
public class GraphQLAccessTests
{
    private const string Emails = "{ userActivity { nodes { email } } }";

    [Theory]
    [InlineData("/graphql?query=%7B__typename%7D")]
    [InlineData("/graphql/?query=%7B__typename%7D")]
    [InlineData("/graphql/index.html?query=%7B__typename%7D")]
    [InlineData("/graphql?id=abc")]
    [InlineData("/graphql?extensions=%7B%7D")]
    [InlineData("/graphql?sdl")]
    [InlineData("/graphql/schema.graphql")]
    [InlineData("/graphql/SCHEMA.graphql")]
    [InlineData("/graphql/%73chema.graphql")]
    [InlineData("/GRAPHQL/schema.graphql")]
    public async Task Get_WithoutAKey_Gets401AsAGraphQLError(string path)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        foreach (string accept in new[] { "*/*", "text/html", "application/json", "text/event-stream" })
        {
            foreach (string? key in new[] { null, "wrong", AuthenticatedHost.ExpiredKey })
            {
                HttpResponseMessage response = await host.SendAsync(path, key, headers: ("Accept", accept));
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                Assert.Equal(
                    accept == "application/json" ? accept : "application/graphql-response+json",
                    response.Content.Headers.ContentType!.MediaType);
                JsonElement error = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
                Assert.Equal("AUTH_NOT_AUTHENTICATED", error.GetProperty("extensions").GetProperty("code").GetString());
            }
        }
    }

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

    [Theory]
    [InlineData("application/json", HttpStatusCode.Unauthorized)]
    [InlineData("text/event-stream", HttpStatusCode.Unauthorized)]
    public async Task Post_WithoutAKey_Gets401(string accept, HttpStatusCode status)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        foreach (string? key in new[] { null, "wrong", AuthenticatedHost.ExpiredKey })
        {
            HttpResponseMessage response = await PostAsync(host, key, Emails, accept);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task Post_WithATokenWithoutScopeRead_Gets403()
    {
        await using ServiceHost host = await AuthenticatedHost.WithTokensAsync();

        HttpResponseMessage response = await PostAsync(host, AuthenticatedHost.Token("personal"), Emails);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(
            "{\"errors\":[{\"message\":\"The caller lacks the scope read.\",\"extensions\":{\"code\":\"AUTH_NOT_AUTHORIZED\"}}]}",
            await response.TextAsync());
    }

    [Fact]
    public async Task Explorer_WithoutAKey_IsServedWithoutData()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();

        HttpResponseMessage page = await host.SendAsync("/graphql/", headers: ("Accept", "text/html"));
        HttpResponseMessage file = await host.SendAsync("/graphql/nothing.js");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("")]
    public async Task Post_WithAContentTypeOfForms_IsRejected(string contentType)
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new ByteArrayContent("{\"query\":\"{ __typename }\"}"u8.ToArray())
        };
        if (contentType.Length > 0)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task WebSocket_WithoutAValidKey_IsClosedBeforeAnyOperation()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        foreach (string? key in new[] { null, "", "wrong", AuthenticatedHost.ExpiredKey })
        {
            using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
            Assert.StartsWith("closed 4403 ", await socket.InitAsync(key));
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
        Assert.StartsWith("closed 4403 ", await confused.ReceiveAsync());
    }

    [Theory]
    [InlineData("""{"Authorization":"Bearer wrong","Authorization":"Bearer %"}""", "4403")]
    [InlineData("""{"Authorization":"Bearer %","Authorization":"Bearer %"}""", "4403")]
    [InlineData("""{"apiKey":"%","apiKey":"wrong"}""", "4403")]
    [InlineData("""{"apiKey":"%","APIkey":"%"}""", "4403")]
    [InlineData("""{"\u0061piKey":"%","apiKey":"%"}""", "4403")]
    [InlineData("""{"apiKey":"\ud800"}""", "4403")]
    [InlineData("""{"Authorization":"Bearer \ud800"}""", "4403")]
    [InlineData("""{"\ud800":1}""", "4403")]
    [InlineData("""{"apiKey":"%"},"payload":{"apiKey":"%"}""", "4400")]
    public async Task WebSocket_WithACredentialThatIsNotOneText_IsClosed(string payload, string code)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);

        string given = payload.Replace("%", AuthenticatedHost.FullKey);
        await socket.SendAsync($$$"""{"type":"connection_init","payload":{{{given}}}}""");

        Assert.StartsWith($"closed {code} ", await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n", "5")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n", "0")]
    [InlineData("80000000\r\n", "5")]
    [InlineData("xyz\r\n", "5")]
    [InlineData("-1\r\n", "5")]
    [InlineData("1\r\n{FFFFFFFFFFFFFFFFF\r\n", "0")]
    public async Task Post_WithMalformedChunks_Gets400(string chunks, string cacheSeconds)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Cache:Seconds", cacheSeconds));
        string head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"{CredentialAuthenticationHandler.KeyHeader}: {AuthenticatedHost.FullKey}\r\nTransfer-Encoding: chunked\r\n\r\n";

        string responseText = await RawConnection.ExchangeAsync(
            host.Client.BaseAddress!, Encoding.ASCII.GetBytes(head + chunks));

        Assert.StartsWith("HTTP/1.1 400 ", responseText);
        Assert.DoesNotContain(" at ", responseText);
        Assert.DoesNotContain(host.Logs.All, record => record.Level >= LogLevel.Error || record.Exception is not null);
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
            Assert.StartsWith("closed 4403 ", await socket.InitAsync(token));

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

    [Fact]
    public async Task Streams_BeyondTheLimitPerCaller_AreRejected()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Limits:StreamsPerCaller", "2"));
        Uri service = host.Client.BaseAddress!;
        using GraphQLSocket first = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey));
        using GraphQLSocket second = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey));

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(
            () => GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey)));
        HttpResponseMessage stream = await PostAsync(
            host, AuthenticatedHost.FullKey, "subscription { onLeadScoreChanged { userId } }", "text/event-stream");
        HttpResponseMessage query = await PostAsync(host, AuthenticatedHost.FullKey, "{ __typename }");
        using GraphQLSocket others = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.LesserKey));

        Assert.Equal(HttpStatusCode.TooManyRequests, stream.StatusCode);
        Assert.Contains("\"code\":\"TOO_MANY_REQUESTS\"", await stream.TextAsync());
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
        Assert.Contains("connection_ack", await others.InitAsync());
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("*/*")]
    [InlineData("text/*")]
    [InlineData("application/json;q=0.1, text/*")]
    [InlineData("")]
    public async Task EventStream_WithAnyAcceptHeader_IsCountedAndEndsWhenItsKeyExpires(string accept)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:StreamsPerCaller", "1"), ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "1"),
            ("LeadGraph:Cache:Seconds", "1"), ("LeadGraph:Auth:ApiKeys:former:Expires", "2025-09-10T15:00:05Z"));
        const string Document = "subscription { onLeadScoreChanged { userId } }";

        using HttpResponseMessage stream = await PostAsync(host, AuthenticatedHost.ExpiredKey, Document, accept);
        using HttpResponseMessage second = await PostAsync(host, AuthenticatedHost.ExpiredKey, Document, accept);
        using HttpResponseMessage query = await PostAsync(host, AuthenticatedHost.ExpiredKey, "{ __typename }", accept);

        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("1", Assert.Single(second.Headers.GetValues("Retry-After")));
        Assert.Contains("\"code\":\"TOO_MANY_REQUESTS\"", await second.TextAsync());
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using Stream body = await stream.Content.ReadAsStreamAsync();
            await body.CopyToAsync(Stream.Null).WaitAsync(Eventually.Limit);
        });
    }

    [Fact]
    public async Task EventStreams_WhenClosed_ReleaseTheirLeases()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Limits:StreamsPerCaller", "1"));
        for (int i = 0; i < 3; i++)
        {
            await Eventually.UntilAsync(async () =>
            {
                using HttpResponseMessage stream = await PostAsync(
                    host, AuthenticatedHost.FullKey, "subscription { onLeadScoreChanged { userId } }", "text/event-stream");
                return stream.StatusCode == HttpStatusCode.OK;
            });
        }
    }

    [Fact]
    public async Task Event_WithTooManyReads_GetsAnError()
    {
        string file = AuthenticatedHost.NewDatabase();
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file}"), ("LeadGraph:Live:Interval", "00:00:00.1"),
            ("LeadGraph:Limits:ReadsPerOperation", "3"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);
        await socket.SendAsync(Subscribe(
            "subscription { onLeadScoreChanged { a: userActivity { userId } b: userActivity { userId } "
                + "c: userActivity { userId } d: userActivity { userId } } }"));

        await host.UntilTiersAreComparedAsync();
        for (int round = 0; round < 2; round++)
        {
            AuthenticatedHost.AddEvents(file, userId: 1 + round, count: 6);
            string message = await socket.ReceiveAsync();

            Assert.Equal(3, message.Split("{\"userId\":").Length - 1);
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(message, "TOO_MANY_READS"));
        }
    }

    [Fact]
    public async Task Streams_AuthenticatedByConnectionInit_AreCountedPerCaller()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Limits:StreamsPerCaller", "2"));
        Uri service = host.Client.BaseAddress!;
        using GraphQLSocket first = await GraphQLSocket.OpenAsync(service);
        using GraphQLSocket second = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.LesserKey));
        using GraphQLSocket third = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.LesserKey));

        string[] responseTexts =
        [
            await first.InitAsync(AuthenticatedHost.FullKey), await second.InitAsync(AuthenticatedHost.FullKey),
            await third.InitAsync(AuthenticatedHost.FullKey)
        ];

        Assert.Contains("connection_ack", responseTexts[0]);
        Assert.Contains("connection_ack", responseTexts[1]);
        Assert.StartsWith("closed 4403 ", responseTexts[2]);
    }

    [Fact]
    public async Task Operations_OverASocketBeyondTheRateOfTheCaller_GetAnError()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:BurstRequests", "4"), ("LeadGraph:Limits:RequestsPerSecond", "1"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);

        var responseTexts = new List<string>();
        // However slow the machine is, more are sent at some time than are allowed in it.
        for (int id = 0; !responseTexts.Exists(IsTooMany) && id < 2_000;)
        {
            int end = id + 20;
            for (; id < end; id++)
            {
                await socket.SendAsync(Subscribe("{ __typename }", $"{id}"));
            }

            for (int ended = 0; ended < 20; ended += IsLast(responseTexts[^1]) ? 1 : 0)
            {
                responseTexts.Add(await socket.ReceiveAsync());
            }
        }

        Assert.Contains(responseTexts, responseText => responseText.Contains("\"data\""));
        Assert.Contains(responseTexts, IsTooMany);

        static bool IsTooMany(string text) => text.Contains("TOO_MANY_REQUESTS");

        static bool IsLast(string text) => text.Contains("\"complete\"") || text.Contains("\"type\":\"error\"");
    }

    [Fact]
    public async Task Operations_OverASocket_ReleaseTheirLeases()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "1"), ("LeadGraph:Limits:SubscriptionsPerCaller", "2"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);
        for (int i = 0; i < 3; i++)
        {
            await socket.SendAsync(Subscribe("{ __typename }"));
            Assert.Contains("\"data\"", await socket.ReceiveAsync());
            Assert.Contains("\"complete\"", await socket.ReceiveAsync());
            await socket.SendAsync(new
            {
                id = $"s{i}",
                type = "subscribe",
                payload = new { query = "subscription { onLeadScoreChanged { userId } }" }
            });
        }

        Assert.Contains("TOO_MANY_REQUESTS", await socket.ReceiveAsync());
        HttpResponseMessage request = await PostAsync(host, AuthenticatedHost.FullKey, "{ __typename }");
        Assert.Equal(HttpStatusCode.OK, request.StatusCode);
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

    private static object Subscribe(string document, string id = "1") => new { id, type = "subscribe", payload = new { query = document } };

    private static async Task<HttpResponseMessage> PostAsync(
        ServiceHost host, string? key, string document, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = document }) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        return await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
