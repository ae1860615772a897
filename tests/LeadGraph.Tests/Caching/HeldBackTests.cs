using LeadGraph.Caching;
using Microsoft.AspNetCore.Http;

namespace LeadGraph.Tests.Caching;

/// <summary>The memory of answers that are being computed, which is held besides what is kept.</summary>
public class HeldBackTests
{
    private const int Answers = 20;
    private const int AnswerBytes = 100_000;

    [Fact]
    public async Task AnswersBeingComputed_TogetherTakeNoMoreThanTheirShare()
    {
        var gate = new TaskCompletionSource();
        var allWritten = new TaskCompletionSource();
        int written = 0;
        await using CachingHost host = await CachingHost.StartAsync(
            async (context, _) =>
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($"\"{new string('x', AnswerBytes)}");
                if (Interlocked.Increment(ref written) == Answers)
                {
                    allWritten.SetResult();
                }

                await gate.Task;
                await context.Response.WriteAsync("\"");
            },
            new CacheOptions { MaxMegabytes = 1 });

        Task<string>[] asked =
            [.. Enumerable.Range(0, Answers).Select(i => host.Client.GetStringAsync($"/answer?x={i}"))];
        await allWritten.Task;
        long held = host.Cache.HeldBack;
        gate.SetResult();
        string[] answers = await Task.WhenAll(asked);

        Assert.InRange(held, AnswerBytes, 512 * 1024);
        Assert.All(answers, answer => Assert.Equal(AnswerBytes + 2, answer.Length));
        Assert.Equal(0, host.Cache.HeldBack);
    }
}
