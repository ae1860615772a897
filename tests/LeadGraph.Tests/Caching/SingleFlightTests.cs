using System.Net;
using LeadGraph.Caching;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace LeadGraph.Tests.Caching;

/// <summary>Identical concurrent requests share one computation.</summary>
public class SingleFlightTests
{
    [Fact]
    public async Task Get_SentConcurrently_IsComputedOnce()
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gate.Task;
            await CachingHost.JsonAsync(context, $"[{n}]");
        });

        Task<string>[] responses = [.. Enumerable.Range(0, 100).Select(_ => host.Client.GetStringAsync("/data"))];
        await Eventually.UntilAsync(() => host.WaitingRequests == 99);
        gate.SetResult();

        Assert.All(await Task.WhenAll(responses), response => Assert.Equal("[1]", response));
        Assert.Equal(1, host.Computations);
    }

    [Fact]
    public async Task Invalidate_DuringAComputation_StartsAnotherOne()
    {
        TaskCompletionSource[] gates = [new(), new()];
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gates[n - 1].Task;
            await CachingHost.JsonAsync(context, $"[{n}]");
        });

        Task<string> before = host.Client.GetStringAsync("/data");
        await Eventually.UntilAsync(() => host.Computations == 1);
        host.Store.Invalidate();
        Task<string> after = host.Client.GetStringAsync("/data");
        await Eventually.UntilAsync(() => host.Computations == 2);
        gates[1].SetResult();
        Assert.Equal("[2]", await after);
        gates[0].SetResult();
        Assert.Equal("[1]", await before);

        Assert.Equal("[2]", await host.Client.GetStringAsync("/data"));
    }

    [Fact]
    public async Task Get_DuringAComputationThatIsNoLongerFresh_StartsAnotherOne()
    {
        TaskCompletionSource[] gates = [new(), new()];
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gates[n - 1].Task;
            await CachingHost.JsonAsync(context, $"[{n}]");
        });

        Task<string> slow = host.Client.GetStringAsync("/data");
        await Eventually.UntilAsync(() => host.Computations == 1);
        host.Clock.Now += TimeSpan.FromSeconds(5);
        gates[1].SetResult();

        Assert.Equal("[2]", await host.Client.GetStringAsync("/data"));
        gates[0].SetResult();
        Assert.Equal("[1]", await slow);
        Assert.Equal("[2]", await host.Client.GetStringAsync("/data"));
    }

    [Fact]
    public async Task Get_AfterTheComputingClientDisconnected_IsComputedForTheOthers()
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
        Task<HttpResponseMessage> gone = host.Client.GetAsync("/data", leaving.Token);
        await Eventually.UntilAsync(() => host.Computations == 1);
        Task<string> staying = host.Client.GetStringAsync("/data");
        await Eventually.UntilAsync(() => host.WaitingRequests == 1);
        await leaving.CancelAsync();

        Assert.Equal("[2]", await staying);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
    }

    [Fact]
    public async Task EventStream_RequestedTwice_IsSentToEachClientAtOnce()
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync($"data: {n}\n");
            await context.Response.Body.FlushAsync();
            await gate.Task;
        });

        using StreamReader first = new(await host.Client.GetStreamAsync("/data"));
        Assert.Equal("data: 1", await first.ReadLineAsync());
        using StreamReader second = new(await host.Client.GetStreamAsync("/data"));
        Assert.Equal("data: 2", await second.ReadLineAsync());
        gate.SetResult();
    }

    [Fact]
    public async Task Exception_OfAComputation_ReachesOnlyTheWaitingRequests()
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

        Task<HttpResponseMessage>[] responses =
            [.. Enumerable.Range(0, 10).Select(_ => host.Client.GetAsync("/data"))];
        await Eventually.UntilAsync(() => host.WaitingRequests == 9);
        gate.SetResult();

        Assert.All(await Task.WhenAll(responses),
            response => Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode));
        Assert.Equal("[2]", await host.Client.GetStringAsync("/data"));
    }

    [Theory]
    [InlineData("500 application/json {\"error\":\"Failed\"}")]
    [InlineData("503 application/json {\"error\":\"busy\"}")]
    [InlineData("400 application/json {\"error\":\"no\"}")]
    public async Task Get_SentConcurrentlyToAFailingEndpoint_IsComputedOnce(string failure)
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gate.Task;
            await CachingHost.FailAsync(context, failure);
        });

        Task<HttpResponseMessage>[] responses =
            [.. Enumerable.Range(0, 50).Select(_ => host.Client.GetAsync("/data"))];
        await Eventually.UntilAsync(() => host.WaitingRequests == 49);
        gate.SetResult();

        Assert.All(
            await Task.WhenAll(responses), response => Assert.StartsWith($"{(int)response.StatusCode} ", failure));
        Assert.Equal(1, host.Computations);
        await host.Client.GetAsync("/data");
        Assert.Equal(2, host.Computations);
    }

    [Fact]
    public async Task Get_SentConcurrentlyWithPerCallerErrors_IsComputedForEach()
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(async (context, n) =>
        {
            await gate.Task;
            await CachingHost.FailAsync(context, "429 application/json {}");
        });

        Task<HttpResponseMessage>[] responses =
            [.. Enumerable.Range(0, 10).Select(_ => host.Client.GetAsync("/data"))];
        await Eventually.UntilAsync(() => host.WaitingRequests == 9);
        gate.SetResult();
        await Task.WhenAll(responses);

        Assert.Equal(10, host.Computations);
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("500 application/json {\"error\":\"Failed\"}")]
    [InlineData("Failure 200 application/json {\"errors\":[{}],\"data\":null}")]
    public async Task Failure_OfAnotherCaller_IsNotShared(string failure)
    {
        var gate = new TaskCompletionSource();
        await using CachingHost host = await CachingHost.StartAsync(
            async (context, n) =>
            {
                if (n == 2)
                {
                    await gate.Task;
                    await CachingHost.FailAsync(context, failure);
                    return;
                }

                await CachingHost.JsonAsync(context, $"[{n}]");
            },
            new CacheOptions { StaleIfError = TimeSpan.FromMinutes(1) });
        await host.Client.GetStringAsync("/data");
        host.Clock.Now += TimeSpan.FromSeconds(10);

        Task<string> failing = GetAsync(host, "one");
        await Eventually.UntilAsync(() => host.Computations == 2);
        Task<string>[] ofSame = [GetAsync(host, "one"), GetAsync(host, "one")];
        Task<string> ofAnother = GetAsync(host, "another");
        await Eventually.UntilAsync(() => host.WaitingRequests == 3);
        gate.SetResult();

        Assert.Equal("[1]", await failing);
        Assert.All(await Task.WhenAll(ofSame), response => Assert.Equal("[1]", response));
        Assert.Equal("[3]", await ofAnother);
    }

    private static async Task<string> GetAsync(CachingHost host, string caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/data") { Headers = { { "X-Caller", caller } } };
        using HttpResponseMessage response = await host.Client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
