using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LeadGraph.Caching;
using Microsoft.AspNetCore.Http;

namespace LeadGraph.Tests.Caching;

public class ResponseCacheMiddlewareTests
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
    public async Task Get_OfWhoMayNotRead_IsLeftToTheEndpointThoughTheAnswerIsKept()
    {
        await using CachingHost host = await CachingHost.StartAsync((context, n) => n == 1
            ? CachingHost.JsonAsync(context, "[1]")
            : Task.FromResult(context.Response.StatusCode = StatusCodes.Status401Unauthorized));
        await host.Client.GetAsync("/answer");
        var request = new HttpRequestMessage(HttpMethod.Get, "/answer") { Headers = { { "X-Stranger", "" } } };

        HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("[1]", await host.Client.GetStringAsync("/answer"));
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
            new(HttpMethod.Get, "/answer") { Headers = { { "X-Scopes", "personal" } } },
            new(HttpMethod.Get, "/answer") { Headers = { { "X-Scopes", ["personal", "more"] } } },
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

    [Theory]
    [InlineData("throw")]
    [InlineData("500 application/json {\"error\":\"Failed\"}")]
    [InlineData("500 application/graphql-response+json {\"errors\":[{\"extensions\":{\"code\":\"X\"}}]}")]
    [InlineData("200 application/json {\"errors\":[{\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\"}}],\"data\":null}")]
    [InlineData("200 application/json [{\"data\":1},{\"errors\":[{\"extensions\":{\"code\":\"HC0045\"}}]}]")]
    public async Task Get_WhenTheServiceFailsWithin_IsAnsweredWithTheLastGoodAnswerMarkedStale(string failure)
    {
        bool isFailing = false;
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => isFailing ? FailAsync(context, failure) : LastModifiedAsync(context, n),
            new CacheOptions { StaleIfError = TimeSpan.FromMinutes(1) });
        await host.Client.GetStringAsync("/answer");
        isFailing = true;

        foreach (int age in (int[])[10, 59])
        {
            host.Clock.Now = host.Clock.Now.Date.AddHours(15).AddSeconds(age);
            host.Cache.Drop();
            HttpResponseMessage stale = await host.Client.GetAsync("/answer");
            Assert.Equal(HttpStatusCode.OK, stale.StatusCode);
            Assert.Equal("[1]", await stale.Content.ReadAsStringAsync());
            Assert.Equal(TimeSpan.FromSeconds(age), stale.Headers.Age);
            Assert.Equal($"LeadGraph; hit; ttl=-{age - 5}; detail=stale-if-error",
                Assert.Single(stale.Headers.GetValues("Cache-Status")));
            Assert.Equal("no-cache, private", $"{stale.Headers.CacheControl}");
            Assert.Equal("Wed, 10 Sep 2025 15:00:00 GMT",
                Assert.Single(stale.Content.Headers.GetValues("Last-Modified")));
            Assert.False(stale.Headers.Contains("X-Trace-Id"));
        }

        // Rights and requests are told apart as ever.
        HttpRequestMessage others = new(HttpMethod.Get, "/answer") { Headers = { { "X-Scopes", "personal" } } };
        Assert.DoesNotContain("[1]", await (await host.Client.SendAsync(others)).Content.ReadAsStringAsync());

        isFailing = false;
        HttpResponseMessage fresh = await host.Client.GetAsync("/answer");
        Assert.Null(fresh.Headers.Age);
        Assert.False(fresh.Headers.Contains("Cache-Status"));
        isFailing = true;
        host.Clock.Now += TimeSpan.FromMinutes(1);
        HttpResponseMessage over = await host.Client.GetAsync("/answer");
        Assert.DoesNotMatch(@"^\[\d+\]$", await over.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("400 application/json {\"error\":\"no\"}")]
    [InlineData("200 application/json {\"errors\":[{\"extensions\":{\"code\":\"HC0016\"}}]}")]
    [InlineData("503 application/json {\"error\":\"busy\"}")]
    public async Task Get_WhenTheAnswerIsAnErrorOfAnotherKind_GetsThatAnswer(string answer)
    {
        bool isError = false;
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => isError ? FailAsync(context, answer) : LastModifiedAsync(context, n),
            new CacheOptions { StaleIfError = TimeSpan.FromMinutes(1) });
        await host.Client.GetStringAsync("/answer");
        isError = true;
        host.Clock.Now += TimeSpan.FromSeconds(10);

        HttpResponseMessage error = await host.Client.GetAsync("/answer");

        Assert.EndsWith(await error.Content.ReadAsStringAsync(), answer);
        Assert.StartsWith($"{(int)error.StatusCode} ", answer);
    }

    [Fact]
    public async Task Answer_WhoseComputationBeganBeforeADrop_IsGivenOnlyWhenNoOtherCanBeHad()
    {
        TaskCompletionSource[] gates = [new(), new()];
        await using CachingHost host = await CachingHost.StartAsync(
            async (context, n) =>
            {
                if (n == 3)
                {
                    throw new InvalidOperationException("No.");
                }

                await gates[n - 1].Task;
                await LastModifiedAsync(context, n);
            },
            new CacheOptions { StaleIfError = TimeSpan.FromMinutes(1) });

        for (int n = 1; n <= 2; n++)
        {
            Task<string> slow = host.Client.GetStringAsync("/answer");
            await WaitUntilAsync(() => host.Computations == n);
            host.Clock.Now += TimeSpan.FromSeconds(1);
            host.Cache.Drop();
            gates[n - 1].SetResult();
            Assert.Equal($"[{n}]", await slow);
        }

        HttpResponseMessage stale = await host.Client.GetAsync("/answer");
        Assert.Equal(3, host.Computations);
        Assert.Equal("[2]", await stale.Content.ReadAsStringAsync());
        Assert.Equal("LeadGraph; hit; ttl=0; detail=stale-if-error",
            Assert.Single(stale.Headers.GetValues("Cache-Status")));
    }

    [Fact]
    public async Task Get_WhenTheServiceFailsWithinInLiveMode_FailsUnlessSetOtherwise()
    {
        bool isFailing = false;
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => isFailing ? FailAsync(context, "throw") : LastModifiedAsync(context, n));
        await host.Client.GetStringAsync("/answer");
        isFailing = true;
        host.Clock.Now += TimeSpan.FromSeconds(5);

        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.GetAsync("/answer")).StatusCode);
    }

    [Fact]
    public async Task Answers_KeptForBadTimes_AreOneOfEachKeyAndWithinTheBound()
    {
        string text = new('x', 50_000);
        await using CachingHost host = await CachingHost.StartAsync(
            (context, _) => CachingHost.JsonAsync(context, $"\"{text}\""),
            new CacheOptions { MaxMegabytes = 1, StaleIfError = TimeSpan.FromDays(1) });

        for (int i = 0; i < 40; i++)
        {
            await host.Client.GetAsync("/answer");
            host.Clock.Now += TimeSpan.FromSeconds(5);
            Assert.InRange(host.Cache.Bytes, 50_000, 60_000);
        }

        for (int i = 0; i < 40; i++)
        {
            await host.Client.GetAsync($"/answer?x={i}");
            Assert.InRange(host.Cache.Bytes, 50_000, 1024 * 1024);
        }
    }

    [Theory]
    [InlineData("500 application/json {\"error\":\"Failed\"}")]
    [InlineData("503 application/json {\"error\":\"busy\"}")]
    [InlineData("400 application/json {\"error\":\"no\"}")]
    public async Task Get_ManyAtOnceOfWhatFails_IsComputedOnce(string failure)
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gate.Task;
            await FailAsync(context, failure);
        });

        Task<HttpResponseMessage>[] asked = [.. Enumerable.Range(0, 50).Select(_ => host.Client.GetAsync("/answer"))];
        await WaitUntilAsync(() => host.Computations == 1);
        await Task.Delay(100);
        gate.SetResult();

        Assert.All(await Task.WhenAll(asked), answer => Assert.StartsWith($"{(int)answer.StatusCode} ", failure));
        Assert.Equal(1, host.Computations);
        await host.Client.GetAsync("/answer");
        Assert.Equal(2, host.Computations);
    }

    [Fact]
    public async Task Get_ManyAtOnceOfWhatTheirCallersAreRefused_IsComputedForEach()
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gate.Task;
            await FailAsync(context, "429 application/json {}");
        });

        Task<HttpResponseMessage>[] asked = [.. Enumerable.Range(0, 10).Select(_ => host.Client.GetAsync("/answer"))];
        await WaitUntilAsync(() => host.Computations == 1);
        await Task.Delay(100);
        gate.SetResult();
        await Task.WhenAll(asked);

        Assert.Equal(10, host.Computations);
    }

    [Fact]
    public async Task Batch_WithErrorsInOneOfItsAnswers_IsNotKept()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, _) => CachingHost.JsonAsync(context, "[{\"data\":{\"a\":[{}]}},{\"errors\":[{}]}]"));

        await host.Client.GetAsync("/answer");
        await host.Client.GetAsync("/answer");

        Assert.Equal(2, host.Computations);
    }

    [Fact]
    public async Task Answers_WithCachingOff_AreComputedEachTime()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => CachingHost.JsonAsync(context, $"[{n}]"), new CacheOptions { Seconds = 0 });

        Assert.Equal("[1]", await host.Client.GetStringAsync("/answer"));
        Assert.Equal("[2]", await host.Client.GetStringAsync("/answer"));
    }

    // "throw", or status, type and body.
    private static Task FailAsync(HttpContext context, string failure)
    {
        if (failure == "throw")
        {
            throw new InvalidOperationException("No.");
        }

        string[] parts = failure.Split(' ', 3);
        context.Response.StatusCode = int.Parse(parts[0]);
        context.Response.ContentType = parts[1];
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Trace-Id"] = "1";
        return context.Response.WriteAsync(parts[2]);
    }

    private static Task LastModifiedAsync(HttpContext context, int n)
    {
        context.Response.Headers.LastModified = "Wed, 10 Sep 2025 15:00:00 GMT";
        context.Response.Headers.CacheControl = "private, no-cache";
        return CachingHost.JsonAsync(context, $"[{n}]");
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(5, timeout.Token);
        }
    }
}
