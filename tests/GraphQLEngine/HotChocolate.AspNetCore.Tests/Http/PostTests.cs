using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Tests.Http;

public class PostTests
{
    private const string Hello = """{"query":"{ hello }"}""";

    [Fact]
    public async Task Post_Query_IsAnswered()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync(Hello);

        Assert.Equal("""{"data":{"hello":"wörld"}}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("", "HC0009")]
    [InlineData("\ufeff", "HC0009")]
    [InlineData("[]", "HC0009")]
    [InlineData("""[{"query":"{ hello }"}]""", "HC0009")]
    [InlineData("{", "HC0011")]
    [InlineData("""{"query":"{ hello }"} {}""", "HC0011")]
    [InlineData("""{"query":"{ hello }",}""", "HC0011")]
    [InlineData("null", "HC0011")]
    [InlineData("\"{ hello }\"", "HC0011")]
    [InlineData("{}", "HC0011")]
    [InlineData("""{"query":""}""", "HC0011")]
    [InlineData("""{"query":null}""", "HC0011")]
    [InlineData("""{"query":5}""", "HC0011")]
    [InlineData("""{"query":"\ud800"}""", "HC0011")]
    [InlineData("""{"query":"{ hello }","variables":"x"}""", "HC0011")]
    [InlineData("""{"query":"{ hello }","variables":[]}""", "HC0011")]
    [InlineData("""{"query":"{ hello }","extensions":1}""", "HC0011")]
    [InlineData("""{"query":"{ hello }","operationName":1}""", "HC0011")]
    public async Task Post_NoRequest_IsBadRequestUnderEveryMediaType(string body, string code)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        foreach (string accept in (string[])["*/*", "application/json", "text/event-stream"])
        {
            using HttpResponseMessage response = await server.PostAsync(body, accept);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains($"\"code\":\"{code}\"", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Post_TooDeepVariables_IsBadRequest()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        string deep = new string('[', 100_000) + new string(']', 100_000);

        using HttpResponseMessage response =
            await server.PostAsync($$$"""{"query":"{ hello }","variables":{"x":{{{deep}}}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("APPLICATION/JSON")]
    public async Task Post_JsonContentType_IsTaken(string contentType)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await SendAsync(server, Encoding.UTF8.GetBytes(Hello), contentType);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/graphql")]
    [InlineData("application/graphql-response+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Post_OtherContentType_IsUnsupported(string? contentType)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await SendAsync(server, Encoding.UTF8.GetBytes(Hello), contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.StartsWith("""{"errors":[""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_CompressedBody_IsUnsupported()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage response = await server.Client.PostAsync("/graphql", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Post_ByteOrderMark_IsSkipped()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("\ufeff" + Hello);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_InvalidUtf8_IsBadRequest()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        byte[] body = [.. "{\"query\":\"{ hello }"u8, 0xFF, .. "\"}"u8];

        using HttpResponseMessage response = await SendAsync(server, body, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Post_AllParts_AreUsed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""
            {
              "unknown": [1, {}],
              "operationName": "A",
              "extensions": {"a": 1},
              "variables": {"v": "ü\u00fc"},
              "query": "query A($v: String) { echo(text: $v) } query B { hello }"
            }
            """);

        Assert.Equal("""{"data":{"echo":"üü"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_BodyOverLimit_IsTooLarge(bool chunked)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            limits: limits => limits.MaxRequestBodySize = 10_000);
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(Hello + new string(' ', 20_000), new MediaTypeHeaderValue("application/json")),
            Headers = { TransferEncodingChunked = chunked },
        };

        using HttpResponseMessage response = await server.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("10000 bytes", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_LargeBodyInPieces_IsRead()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();
        string text = new('ü', 400_000);
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(
                $$$"""{"query":"query($v: String) { echo(text: $v) }","variables":{"v":"{{{text}}}"}}""",
                new MediaTypeHeaderValue("application/json")),
            Headers = { TransferEncodingChunked = true },
        };

        using HttpResponseMessage response = await server.SendAsync(request);

        Assert.Equal($$$"""{"data":{"echo":"{{{text}}}"}}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_Mutation_IsExecuted()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""{"query":"mutation { save }"}""");

        Assert.Equal("""{"data":{"save":true}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/graphql-response+json", 406)]
    public async Task Post_SubscriptionWithoutEventStream_IsRefused(string accept, int status)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync("""{"query":"subscription { ticks }"}""", accept);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith("""{"errors":[""", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, server.Subscribers);
    }

    [Fact]
    public async Task Post_WithResponseCompressionMiddleware_IsCompressed()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            services: services => services.AddResponseCompression(
                options => options.MimeTypes = ["application/graphql-response+json"]),
            middleware: app => app.UseResponseCompression());
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent("""{"query":"{ long }"}""", new MediaTypeHeaderValue("application/json")),
            Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("gzip") } },
        };

        using HttpResponseMessage response = await server.SendAsync(request);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        byte[] compressed = await response.Content.ReadAsByteArrayAsync();
        using var reader = new StreamReader(new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress));
        string text = await reader.ReadToEndAsync();
        Assert.StartsWith("""{"data":{"long":"xxx""", text);
        // The body is written in parts; were each of them flushed, much more would have to be sent.
        var whole = new MemoryStream();
        using (var gzip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        Assert.InRange(compressed.Length, 1, whole.Length * 1.03);
    }

    private static Task<HttpResponseMessage> SendAsync(GraphQLServer server, byte[] body, string? contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return server.Client.PostAsync("/graphql", content);
    }
}
