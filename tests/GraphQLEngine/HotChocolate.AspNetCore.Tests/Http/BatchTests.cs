using System.Net;
using System.Text.Json;

namespace HotChocolate.AspNetCore.Tests.Http;

public class BatchTests
{
    private static readonly GraphQLServerOptions s_enabled = new() { EnableBatching = true };

    [Fact]
    public async Task Batch_Enabled_IsAnsweredInOrder()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(s_enabled);

        using HttpResponseMessage response = await server.PostAsync("""
            [
              {"query": "{ hello }"},
              {"query": "{ nope }"},
              {"query": "mutation { save }"},
              {"query": "subscription { ticks }"}
            ]
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement[] results = [.. JsonElement.Parse(await response.Content.ReadAsStringAsync()).EnumerateArray()];
        Assert.Equal("""{"data":{"hello":"wörld"}}""", results[0].GetRawText());
        Assert.StartsWith("""{"errors":[""", results[1].GetRawText());
        Assert.Equal("""{"data":{"save":true}}""", results[2].GetRawText());
        Assert.StartsWith("""{"errors":[""", results[3].GetRawText());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""[{"query":"{ hello }"},[]]""")]
    [InlineData("""[{"query":"{ hello }"}""")]
    public async Task Batch_NotOfRequests_IsBadRequest(string body)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(s_enabled);

        using HttpResponseMessage response = await server.PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(3, 200)]
    [InlineData(4, 400)]
    public async Task Batch_OverLimit_IsBadRequest(int size, int status)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            s_enabled, limits => limits.MaxBatchSize = 3);
        string body = $"[{string.Join(',', Enumerable.Repeat("""{"query":"{ hello }"}""", size))}]";

        using HttpResponseMessage response = await server.PostAsync(body);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("""{"query":"\ud800"}""")]
    [InlineData("""{"query":"{ hello }","operationName":"\ud800"}""")]
    [InlineData("""{"query":"{ hello }","variables":{"\ud800":1}}""")]
    [InlineData("""{"query":"query($v: String) { echo(text: $v) }","variables":{"\udfff":1,"v":"a"}}""")]
    [InlineData("""{"query":"{ hello }","extensions":{"\ud800":1}}""")]
    [InlineData("""{"query":"{ hello }","unknown":[{"\ud800":"\ud800"}]}""")]
    public async Task Batch_WithInvalidUnicode_IsBadRequest(string request)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(s_enabled);

        using HttpResponseMessage response = await server.PostAsync($$"""[{"query":"{ hello }"},{{request}}]""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("not valid Unicode", await response.Content.ReadAsStringAsync());
    }
}
