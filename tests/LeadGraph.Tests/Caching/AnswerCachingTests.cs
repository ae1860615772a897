using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LeadGraph.Caching;
using Microsoft.AspNetCore.Http;

namespace LeadGraph.Tests.Caching;

public class AnswerCachingTests
{
    [Fact]
    public async Task Get_AskedAgain_IsAnsweredFromMemoryUntilTooOld()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"));

        HttpResponseMessage first = await host.Client.GetAsync("/answer?x=1");
        host.Clock.Now += TimeSpan.FromSeconds(4.9);
        HttpResponseMessage second = await host.Client.GetAsync("/answer?x=1");
        host.Clock.Now += TimeSpan.FromSeconds(0.1);
        HttpResponseMessage third = await host.Client.GetAsync("/answer?x=1");

        Assert.Equal("[1]", await first.Content.ReadAsStringAsync());
        Assert.Null(first.Headers.Age);
        Assert.Equal("[1]", await second.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromSeconds(4), second.Headers.Age);
        Assert.Equal("application/json; charset=utf-8", $"{second.Content.Headers.ContentType}");
        Assert.Equal("[2]", await third.Content.ReadAsStringAsync());
        Assert.Null(third.Headers.Age);
    }

    [Fact]
    public async Task Get_DifferingInAnythingThatMatters_IsComputedForEach()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"));
        HttpRequestMessage[] Requests() =>
        [
            new(HttpMethod.Get, "/answer"),
            new(HttpMethod.Get, "/answer?x=1"),
            new(HttpMethod.Get, "/answer") { Headers = { { "Accept", "application/json" } } },
            new(HttpMethod.Get, "/answer") { Headers = { { "Accept-Encoding", "gzip" } } },
            new(HttpMethod.Get, "/answer") { Headers = { { "X-Scopes", "read" } } },
            new(HttpMethod.Get, "/answer") { Headers = { { "X-Scopes", ["read", "personal"] } } },
            new(HttpMethod.Post, "/answer") { Content = new StringContent("{\"query\":\"{a}\"}") },
            new(HttpMethod.Post, "/answer") { Content = new StringContent("{\"query\":\"{b}\"}") },
            new(HttpMethod.Post, "/answer")
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
    public async Task Post_FirstAndFromMemory_ReachesTheEndpointWhole()
    {
        string body = new('x', 20_000);
        await using CachingHost host = await CachingHost.StartAsync(async (context, _) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await CachingHost.JsonAsync(context, $"[{(await reader.ReadToEndAsync()).Length}]");
        });

        for (int i = 0; i < 3; i++)
        {
            HttpResponseMessage answer = await host.Client.PostAsync("/answer", new StringContent(body));
            Assert.Equal("[20000]", await answer.Content.ReadAsStringAsync());
        }

        HttpResponseMessage large = await host.Client.PostAsync("/answer", new StringContent(new string('y', 100_000)));
        Assert.Equal("[100000]", await large.Content.ReadAsStringAsync());
        Assert.Equal(2, host.Computations);
    }

    [Fact]
    public async Task Get_ManyAtOnce_IsComputedOnce()
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gate.Task;
            await CachingHost.JsonAsync(context, $"[{n}]");
        });

        Task<string>[] asked = [.. Enumerable.Range(0, 100).Select(_ => host.Client.GetStringAsync("/answer"))];
        await WaitUntilAsync(() => host.Computations == 1);
        await Task.Delay(100);
        gate.SetResult();

        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal("[1]", answer));
        Assert.Equal(1, host.Computations);
    }

    [Theory]
    [InlineData(500, "application/json", "{}")]
    [InlineData(400, "application/json", "{\"error\":\"no\"}")]
    [InlineData(200, "application/graphql-response+json", "{\"data\":{\"a\":{\"errors\":1}},\"errors\":[{}]}")]
    [InlineData(200, "text/html", "<p>")]
    public async Task Answer_ThatIsNoData_IsNotKept(int status, string type, string body)
    {
        await using CachingHost host = await CachingHost.StartAsync((context, n) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        });

        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage answer = await host.Client.GetAsync("/answer");
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(2, host.Computations);
        Assert.Equal(0, host.Cache.Bytes);
    }

    [Fact]
    public async Task Answer_WithAFieldCalledErrorsFurtherDown_IsKept()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, _) => CachingHost.JsonAsync(context, "{\"data\":{\"errors\":[1,{\"errors\":2}]}}"));

        await host.Client.GetAsync("/answer");
        await host.Client.GetAsync("/answer");

        Assert.Equal(1, host.Computations);
    }

    [Theory]
    [InlineData("gzip", "{\"data\":1}", 1)]
    [InlineData("br", "{\"data\":1}", 1)]
    [InlineData("gzip", "{\"errors\":[]}", 2)]
    [InlineData("br", "{\"data\":1,\"errors\":[]}", 2)]
    public async Task Answer_Compressed_IsKeptUnlessItHasErrors(string encoding, string body, int computations)
    {
        await using CachingHost host = await CachingHost.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = encoding;
            await using Stream encoder = encoding == "br"
                ? new BrotliStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true)
                : new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await encoder.WriteAsync(Encoding.UTF8.GetBytes(body));
        });

        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage answer = await host.Client.GetAsync("/answer");
            Assert.Equal(encoding, Assert.Single(answer.Content.Headers.ContentEncoding));
        }

        Assert.Equal(computations, host.Computations);
    }

    [Fact]
    public async Task Drop_DuringAComputation_KeepsItFromBeingStoredAndJoined()
    {
        TaskCompletionSource[] gates = [new(), new()];
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gates[n - 1].Task;
            await CachingHost.JsonAsync(context, $"[{n}]");
        });

        Task<string> before = host.Client.GetStringAsync("/answer");
        await WaitUntilAsync(() => host.Computations == 1);
        host.Cache.Drop();
        Task<string> after = host.Client.GetStringAsync("/answer");
        await WaitUntilAsync(() => host.Computations == 2);
        gates[1].SetResult();
        Assert.Equal("[2]", await after);
        gates[0].SetResult();
        Assert.Equal("[1]", await before);

        Assert.Equal("[2]", await host.Client.GetStringAsync("/answer"));
    }

    [Fact]
    public async Task Get_WhileASlowComputationIsOlderThanAllowed_IsComputedAnew()
    {
        TaskCompletionSource[] gates = [new(), new()];
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gates[n - 1].Task;
            await CachingHost.JsonAsync(context, $"[{n}]");
        });

        Task<string> slow = host.Client.GetStringAsync("/answer");
        await WaitUntilAsync(() => host.Computations == 1);
        host.Clock.Now += TimeSpan.FromSeconds(5);
        gates[1].SetResult();

        Assert.Equal("[2]", await host.Client.GetStringAsync("/answer"));
        gates[0].SetResult();
        Assert.Equal("[1]", await slow);
        Assert.Equal("[2]", await host.Client.GetStringAsync("/answer"));
    }

    [Fact]
    public async Task Get_WhenTheCallerWhoseRequestComputesGoesAway_IsComputedForTheOthers()
    {
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            if (n == 1)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await CachingHost.JsonAsync(context, $"[{n}]");
        });

        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> gone = host.Client.GetAsync("/answer", leaving.Token);
        await WaitUntilAsync(() => host.Computations == 1);
        Task<string> staying = host.Client.GetStringAsync("/answer");
        await Task.Delay(100);
        await leaving.CancelAsync();

        Assert.Equal("[2]", await staying);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
    }

    [Fact]
    public async Task Answers_OfManyQueries_StayWithinTheBound()
    {
        string text = new('x', 50_000);
        await using CachingHost host = await CachingHost.StartAsync(
            (context, _) => CachingHost.JsonAsync(context, $"\"{text}\""), new CacheOptions { MaxMegabytes = 1 });

        for (int i = 0; i < 40; i++)
        {
            await host.Client.GetAsync($"/answer?x={i}");
            Assert.InRange(host.Cache.Bytes, 50_000, 1024 * 1024);
        }

        await host.Client.GetAsync("/answer?x=39");
        Assert.Equal(40, host.Computations);
        await host.Client.GetAsync("/answer?x=0");
        Assert.Equal(41, host.Computations);
    }

    [Fact]
    public async Task Answer_TooLargeToKeep_ArrivesWhole()
    {
        string text = new('x', 300_000);
        await using CachingHost host = await CachingHost.StartAsync(
            (context, _) => CachingHost.JsonAsync(context, $"\"{text}\""), new CacheOptions { MaxMegabytes = 1 });

        Assert.Equal(300_002, (await host.Client.GetStringAsync("/answer")).Length);
        Assert.Equal(0, host.Cache.Bytes);
    }

    [Fact]
    public async Task IfNoneMatch_WithTheTagOfTheAnswer_IsToldThatItHolds()
    {
        await using CachingHost host = await CachingHost.StartAsync((context, n) =>
        {
            context.Response.Headers.ETag = "\"tag\"";
            context.Response.Headers.CacheControl = "private, no-cache";
            return CachingHost.JsonAsync(context, $"[{n}]");
        });
        HttpRequestMessage Ask(string tag)
            => new(HttpMethod.Get, "/answer") { Headers = { IfNoneMatch = { EntityTagHeaderValue.Parse(tag) } } };

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
    public async Task Head_OfAnAnswerKept_HasItsHeadersAlone()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"));

        await host.Client.GetAsync("/answer");
        HttpResponseMessage head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/answer"));

        Assert.Equal(3, head.Content.Headers.ContentLength);
        Assert.Equal(TimeSpan.Zero, head.Headers.Age);
        Assert.Equal(1, host.Computations);
    }

    [Fact]
    public async Task Stream_OfEvents_GoesStraightToEveryClient()
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync($"data: {n}\n");
            await context.Response.Body.FlushAsync();
            await gate.Task;
        });

        using StreamReader first = new(await host.Client.GetStreamAsync("/answer"));
        Assert.Equal("data: 1", await first.ReadLineAsync());
        using StreamReader second = new(await host.Client.GetStreamAsync("/answer"));
        Assert.Equal("data: 2", await second.ReadLineAsync());
        gate.SetResult();
    }

    [Fact]
    public async Task Failure_OfAComputation_MeetsThoseWhoWaitedAndNobodyAfter()
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            if (n == 1)
            {
                await gate.Task;
                throw new InvalidOperationException("No.");
            }

            await CachingHost.JsonAsync(context, $"[{n}]");
        });

        Task<HttpResponseMessage>[] asked = [.. Enumerable.Range(0, 10).Select(_ => host.Client.GetAsync("/answer"))];
        await WaitUntilAsync(() => host.Computations == 1);
        await Task.Delay(100);
        gate.SetResult();

        Assert.All(await Task.WhenAll(asked),
            answer => Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode));
        Assert.Equal("[2]", await host.Client.GetStringAsync("/answer"));
    }

    [Fact]
    public async Task Answers_WithCachingOff_AreComputedEachTime()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"), new CacheOptions { Seconds = 0 });

        Assert.Equal("[1]", await host.Client.GetStringAsync("/answer"));
        Assert.Equal("[2]", await host.Client.GetStringAsync("/answer"));
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
