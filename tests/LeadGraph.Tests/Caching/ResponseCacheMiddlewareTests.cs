using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LeadGraph.Caching;
using LeadGraph.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeadGraph.Tests.Caching;

/// <summary>Which responses are stored and served from the cache.</summary>
public class ResponseCacheMiddlewareTests
{
    [Fact]
    public async Task Get_Repeated_IsServedFromTheCacheWhileFresh()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"));

        HttpResponseMessage first = await host.Client.GetAsync("/data?x=1");
        host.Clock.Now += TimeSpan.FromSeconds(4.9);
        HttpResponseMessage second = await host.Client.GetAsync("/data?x=1");
        host.Clock.Now += TimeSpan.FromSeconds(0.1);
        HttpResponseMessage third = await host.Client.GetAsync("/data?x=1");

        Assert.Equal("[1]", await first.Content.ReadAsStringAsync());
        Assert.Null(first.Headers.Age);
        Assert.Equal("[1]", await second.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromSeconds(4), second.Headers.Age);
        Assert.Equal("application/json; charset=utf-8", $"{second.Content.Headers.ContentType}");
        Assert.Equal("[2]", await third.Content.ReadAsStringAsync());
        Assert.Null(third.Headers.Age);
    }

    [Fact]
    public async Task Get_WithoutScopeRead_BypassesTheCache()
    {
        await using CachingHost host = await CachingHost.StartAsync((context, n) => n == 1
            ? CachingHost.JsonAsync(context, "[1]")
            : Task.FromResult(context.Response.StatusCode = StatusCodes.Status401Unauthorized));
        await host.Client.GetAsync("/data");
        var request = new HttpRequestMessage(HttpMethod.Get, "/data") { Headers = { { "X-No-Scopes", "" } } };

        HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("[1]", await host.Client.GetStringAsync("/data"));
    }

    [Fact]
    public async Task Requests_WithDifferentKeys_AreComputedSeparately()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"));
        HttpRequestMessage[] Requests() =>
        [
            new(HttpMethod.Get, "/data"),
            new(HttpMethod.Get, "/data?x=1"),
            new(HttpMethod.Get, "/data") { Headers = { { "Accept", "application/json" } } },
            new(HttpMethod.Get, "/data") { Headers = { { "Accept-Encoding", "gzip" } } },
            new(HttpMethod.Get, "/data") { Headers = { { "X-Scopes", "personal" } } },
            new(HttpMethod.Get, "/data") { Headers = { { "X-Scopes", ["personal", "more"] } } },
            new(HttpMethod.Post, "/data") { Content = new StringContent("{\"query\":\"{a}\"}") },
            new(HttpMethod.Post, "/data") { Content = new StringContent("{\"query\":\"{b}\"}") },
            new(HttpMethod.Post, "/data")
            {
                Content = new StringContent("{\"query\":\"{a}\"}", Encoding.UTF8, "application/json")
            }
        ];

        foreach (HttpRequestMessage request in Requests().Concat(Requests()))
        {
            await host.Client.SendAsync(request);
        }

        Assert.Equal(Requests().Length, host.Computations);
    }

    [Fact]
    public async Task Post_FirstAndRepeated_GetsTheResponseToItsWholeBody()
    {
        string body = new('x', 20_000);
        await using CachingHost host = await CachingHost.StartAsync(async (context, _) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await CachingHost.JsonAsync(context, $"[{(await reader.ReadToEndAsync()).Length}]");
        });

        for (int i = 0; i < 3; i++)
        {
            HttpResponseMessage response = await host.Client.PostAsync("/data", new StringContent(body));
            Assert.Equal("[20000]", await response.Content.ReadAsStringAsync());
        }

        HttpResponseMessage large = await host.Client.PostAsync("/data", new StringContent(new string('y', 100_000)));
        Assert.Equal("[100000]", await large.Content.ReadAsStringAsync());
        Assert.Equal(2, host.Computations);
    }

    [Theory]
    [InlineData(500, "application/json", "{}")]
    [InlineData(400, "application/json", "{\"error\":\"no\"}")]
    [InlineData(200, "text/html", "<p>")]
    public async Task Response_ThatIsNoJsonData_IsNotStored(int status, string type, string body)
    {
        await using CachingHost host = await CachingHost.StartAsync((context, n) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        });

        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage response = await host.Client.GetAsync("/data");
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal(body, await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(2, host.Computations);
        Assert.Equal(0, host.Store.StoredBytes);
    }

    [Theory]
    [InlineData(ResponseKind.Data, 1)]
    [InlineData(ResponseKind.Error, 2)]
    [InlineData(ResponseKind.Failure, 2)]
    public async Task Response_OfStatus200_IsStoredUnlessAnErrorIsRecorded(ResponseKind kind, int computations)
    {
        await using CachingHost host = await CachingHost.StartAsync((context, _) =>
        {
            context.Features.GetRequiredFeature<ResponseOutcome>().Record(kind);
            context.Features.GetRequiredFeature<ResponseOutcome>().Record(ResponseKind.Data);
            return CachingHost.JsonAsync(context, "{}");
        });

        await host.Client.GetAsync("/data");
        await host.Client.GetAsync("/data");

        Assert.Equal(computations, host.Computations);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Response_Compressed_IsStored(string encoding)
    {
        await using CachingHost host = await CachingHost.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = encoding;
            await using Stream encoder = encoding == "br"
                ? new BrotliStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true)
                : new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await encoder.WriteAsync("{}"u8.ToArray());
        });

        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage response = await host.Client.GetAsync("/data");
            Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
        }

        Assert.Equal(1, host.Computations);
    }

    [Fact]
    public async Task StoredBytes_AfterManyResponses_AreWithinMaxMegabytes()
    {
        string text = new('x', 50_000);
        await using CachingHost host = await CachingHost.StartAsync(
            (context, _) => CachingHost.JsonAsync(context, $"\"{text}\""), new CacheOptions { MaxMegabytes = 1 });

        for (int i = 0; i < 40; i++)
        {
            await host.Client.GetAsync($"/data?x={i}");
            Assert.InRange(host.Store.StoredBytes, 50_000, 1024 * 1024);
        }

        await host.Client.GetAsync("/data?x=39");
        Assert.Equal(40, host.Computations);
        await host.Client.GetAsync("/data?x=0");
        Assert.Equal(41, host.Computations);
    }

    [Fact]
    public async Task Response_LargerThanTheLimit_ArrivesWholeAndIsNotStored()
    {
        string text = new('x', 300_000);
        await using CachingHost host = await CachingHost.StartAsync(
            (context, _) => CachingHost.JsonAsync(context, $"\"{text}\""), new CacheOptions { MaxMegabytes = 1 });

        Assert.Equal(300_002, (await host.Client.GetStringAsync("/data")).Length);
        Assert.Equal(0, host.Store.StoredBytes);
    }

    [Fact]
    public async Task IfNoneMatch_WithTheEntityTag_Gets304()
    {
        await using CachingHost host = await CachingHost.StartAsync((context, n) =>
        {
            context.Response.Headers.ETag = "\"tag\"";
            context.Response.Headers.CacheControl = "private, no-cache";
            return CachingHost.JsonAsync(context, $"[{n}]");
        });
        HttpRequestMessage Ask(string tag)
            => new(HttpMethod.Get, "/data") { Headers = { IfNoneMatch = { EntityTagHeaderValue.Parse(tag) } } };

        foreach (string tag in (string[])["\"tag\"", "W/\"tag\""])
        {
            HttpResponseMessage known = await host.Client.SendAsync(Ask(tag));
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
            Assert.Equal("\"tag\"", $"{known.Headers.ETag}");
            Assert.Equal("no-cache, private", $"{known.Headers.CacheControl}");
            Assert.Empty(await known.Content.ReadAsByteArrayAsync());
        }

        HttpResponseMessage other = await host.Client.SendAsync(Ask("\"other\""));
        Assert.Equal("[1]", await other.Content.ReadAsStringAsync());
        Assert.Equal(1, host.Computations);
    }

    [Fact]
    public async Task Head_OfAStoredResponse_GetsItsHeaders()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"));

        await host.Client.GetAsync("/data");
        HttpResponseMessage head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/data"));

        Assert.Equal(3, head.Content.Headers.ContentLength);
        Assert.Equal(TimeSpan.Zero, head.Headers.Age);
        Assert.Equal(1, host.Computations);
    }

    [Fact]
    public async Task Get_WithTheCacheOff_IsComputedEachTime()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"), new CacheOptions { Seconds = 0 });

        Assert.Equal("[1]", await host.Client.GetStringAsync("/data"));
        Assert.Equal("[2]", await host.Client.GetStringAsync("/data"));
    }
}
