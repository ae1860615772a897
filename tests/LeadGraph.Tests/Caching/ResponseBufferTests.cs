using LeadGraph.Caching;
using LeadGraph.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace LeadGraph.Tests.Caching;

/// <summary>Responses being computed share a bounded part of the cache's memory.</summary>
public class ResponseBufferTests
{
    private const int Responses = 20;
    private const int ResponseBytes = 100_000;

    [Fact]
    public async Task ResponsesBeingComputed_ReserveAtMostHalfOfTheCache()
    {
        var gate = new TaskCompletionSource();
        var allWritten = new TaskCompletionSource();
        int written = 0;
        await using CachingHost host = await CachingHost.StartAsync(
            async (context, _) =>
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($"\"{new string('x', ResponseBytes)}");
                if (Interlocked.Increment(ref written) == Responses)
                {
                    allWritten.SetResult();
                }

                await gate.Task;
                await context.Response.WriteAsync("\"");
            },
            new CacheOptions { MaxMegabytes = 1 });

        // The first is buffered alone: of those that grow at the same time, all may find no room for the rest.
        Task<string> first = host.Client.GetStringAsync("/data?x=0");
        await Eventually.UntilAsync(() => Volatile.Read(ref written) == 1);
        Task<string>[] requests =
            [first, .. Enumerable.Range(1, Responses - 1).Select(i => host.Client.GetStringAsync($"/data?x={i}"))];
        await allWritten.Task;
        long reserved = host.Store.ReservedBytes;
        gate.SetResult();
        string[] bodies = await Task.WhenAll(requests);

        Assert.InRange(reserved, ResponseBytes, 512 * 1024);
        Assert.All(bodies, body => Assert.Equal(ResponseBytes + 2, body.Length));
        // A response is complete for its client before the server is done with it.
        await Eventually.UntilAsync(() => host.Store.ReservedBytes == 0);
    }
}
