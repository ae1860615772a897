using System.Net;
using LeadGraph.Caching;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Caching;

/// <summary>Stale responses are served while the service fails.</summary>
public class StaleResponsesTests
{
    [Theory]
    [InlineData("throw")]
    [InlineData("500 application/json {\"error\":\"Failed\"}")]
    [InlineData("500 application/graphql-response+json {\"errors\":[{\"extensions\":{\"code\":\"X\"}}]}")]
    [InlineData("Failure 200 application/json {\"errors\":[{}],\"data\":null}")]
    public async Task Get_DuringAFailure_GetsTheLastGoodResponseMarkedStale(string failure)
    {
        bool isFailing = false;
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => isFailing
                ? CachingHost.FailAsync(context, failure) : CachingHost.LastModifiedAsync(context, n),
            new CacheOptions { StaleIfError = TimeSpan.FromMinutes(1) });
        await host.Client.GetStringAsync("/data");
        isFailing = true;

        foreach (int age in (int[])[10, 59])
        {
            host.Clock.Now = host.Clock.Now.Date.AddHours(15).AddSeconds(age);
            host.Store.Invalidate();
            HttpResponseMessage stale = await host.Client.GetAsync("/data");
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

        // Stale responses are separate for each set of scopes, too.
        HttpRequestMessage others = new(HttpMethod.Get, "/data") { Headers = { { "X-Scopes", "personal" } } };
        Assert.DoesNotContain("[1]", await (await host.Client.SendAsync(others)).Content.ReadAsStringAsync());

        isFailing = false;
        HttpResponseMessage fresh = await host.Client.GetAsync("/data");
        Assert.Null(fresh.Headers.Age);
        Assert.False(fresh.Headers.Contains("Cache-Status"));
        isFailing = true;
        host.Clock.Now += TimeSpan.FromMinutes(1);
        HttpResponseMessage over = await host.Client.GetAsync("/data");
        Assert.DoesNotMatch(@"^\[\d+\]$", await over.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("400 application/json {\"error\":\"no\"}")]
    [InlineData("Error 200 application/json {\"errors\":[{}]}")]
    [InlineData("503 application/json {\"error\":\"busy\"}")]
    public async Task Get_WithAnErrorThatIsNoFailure_GetsTheError(string response)
    {
        bool isError = false;
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => isError
                ? CachingHost.FailAsync(context, response) : CachingHost.LastModifiedAsync(context, n),
            new CacheOptions { StaleIfError = TimeSpan.FromMinutes(1) });
        await host.Client.GetStringAsync("/data");
        isError = true;
        host.Clock.Now += TimeSpan.FromSeconds(10);

        HttpResponseMessage error = await host.Client.GetAsync("/data");

        Assert.EndsWith(await error.Content.ReadAsStringAsync(), response);
        Assert.Contains($"{(int)error.StatusCode} application/json", response);
    }

    [Fact]
    public async Task Response_InvalidatedDuringItsComputation_IsServedOnlyOnFailure()
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
                await CachingHost.LastModifiedAsync(context, n);
            },
            new CacheOptions { StaleIfError = TimeSpan.FromMinutes(1) });

        for (int n = 1; n <= 2; n++)
        {
            Task<string> slow = host.Client.GetStringAsync("/data");
            await Eventually.UntilAsync(() => host.Computations == n);
            host.Clock.Now += TimeSpan.FromSeconds(1);
            host.Store.Invalidate();
            gates[n - 1].SetResult();
            Assert.Equal($"[{n}]", await slow);
        }

        HttpResponseMessage stale = await host.Client.GetAsync("/data");
        Assert.Equal(3, host.Computations);
        Assert.Equal("[2]", await stale.Content.ReadAsStringAsync());
        Assert.Equal("LeadGraph; hit; ttl=0; detail=stale-if-error",
            Assert.Single(stale.Headers.GetValues("Cache-Status")));
    }

    [Fact]
    public async Task Log_OfFailuresInTurnWithSuccess_HasABeginningAndAnEnd()
    {
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => context.Request.Query.ContainsKey("fail") && n > 1
                ? CachingHost.FailAsync(context, "throw") : CachingHost.LastModifiedAsync(context, n),
            new CacheOptions { StaleIfError = TimeSpan.FromMinutes(1) });
        await host.Client.GetStringAsync("/data?fail");

        // Nothing is served as long as no stale response is young enough.
        await host.Client.GetAsync("/data?fail&new");
        host.Clock.Now += TimeSpan.FromSeconds(11);
        await host.Client.GetAsync("/data?n=0");
        Assert.Empty(Logged());

        for (int n = 1; n <= 3; n++)
        {
            await host.Client.GetAsync("/data?fail");
            await host.Client.GetAsync($"/data?n={n}");
        }

        host.Clock.Now += TimeSpan.FromSeconds(10);
        await host.Client.GetAsync("/data?n=4");
        await host.Client.GetAsync("/data?n=5");
        Assert.Equal(
            [
                "Responses cannot be computed; stale responses are served. This one is 11 s old.",
                "Responses are computed again."
            ],
            Logged());

        IEnumerable<string> Logged() => host.Logs.All
            .Where(record => record.Category == typeof(StaleResponses).FullName).Select(record => record.Message);
    }

    [Fact]
    public async Task Get_DuringAFailureInLiveMode_GetsTheFailureByDefault()
    {
        bool isFailing = false;
        await using CachingHost host = await CachingHost.StartAsync(
            (context, n) => isFailing
                ? CachingHost.FailAsync(context, "throw") : CachingHost.LastModifiedAsync(context, n));
        await host.Client.GetStringAsync("/data");
        isFailing = true;
        host.Clock.Now += TimeSpan.FromSeconds(5);

        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.GetAsync("/data")).StatusCode);
    }

    [Fact]
    public async Task StoredBytes_OfStaleResponses_AreOfOneResponsePerKeyWithinMaxMegabytes()
    {
        string text = new('x', 50_000);
        await using CachingHost host = await CachingHost.StartAsync(
            (context, _) => CachingHost.JsonAsync(context, $"\"{text}\""),
            new CacheOptions { MaxMegabytes = 1, StaleIfError = TimeSpan.FromDays(1) });

        for (int i = 0; i < 40; i++)
        {
            await host.Client.GetAsync("/data");
            host.Clock.Now += TimeSpan.FromSeconds(5);
            Assert.InRange(host.Store.StoredBytes, 50_000, 60_000);
        }

        for (int i = 0; i < 40; i++)
        {
            await host.Client.GetAsync($"/data?x={i}");
            Assert.InRange(host.Store.StoredBytes, 50_000, 1024 * 1024);
        }
    }
}
