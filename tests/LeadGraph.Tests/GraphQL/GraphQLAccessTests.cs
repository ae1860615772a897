using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LeadGraph.Access;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hostile;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;
using static LeadGraph.Tests.GraphQL.GraphQLRequests;

namespace LeadGraph.Tests.GraphQL;

/// <summary>Access to the GraphQL endpoint over HTTP, with every kind of credential.</summary>
public class GraphQLAccessTests
{
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

        Assert.Equal(Engine.FormStatus, (int)response.StatusCode);
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
}
