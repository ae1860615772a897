using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Caching;

/// <summary>Marks an endpoint whose JSON answers of status 200 may be kept, for callers of equal rights.</summary>
public sealed class KeepAnswers;

/// <summary>
/// Answers from memory what was answered just before, and lets one request compute what many ask at once. It stands
/// behind whatever decides who the caller is and before the endpoints, of which it serves those marked
/// <see cref="KeepAnswers"/>.
/// </summary>
public sealed class AnswerCaching(RequestDelegate next, AnswerCache cache, IMeterFactory meters)
{
    private static readonly KeyValuePair<string, object?> Hit = new("leadgraph.cache.result", "hit");
    private static readonly KeyValuePair<string, object?> Shared = new("leadgraph.cache.result", "shared");
    private static readonly KeyValuePair<string, object?> Miss = new("leadgraph.cache.result", "miss");

    // Longer documents are computed each time.
    private const int LongestBody = 64 * 1024;

    private static readonly StringValues[] Ages =
        [.. Enumerable.Range(0, 3601).Select(age => new StringValues($"{age}"))];

    private readonly Counter<long> _lookups = meters.Create(Telemetry.Meter).CreateCounter<long>(
        "leadgraph.cache.lookups", "{request}", "Requests whose answer may come from memory, by how it came about.");

    /// <summary>Answers or passes on.</summary>
    /// <param name="context">The exchange.</param>
    public Task InvokeAsync(HttpContext context)
    {
        if (!cache.IsOn || context.GetEndpoint()?.Metadata.GetMetadata<KeepAnswers>() is null
            || AsksForStream(context.Request.Headers))
        {
            return next(context);
        }

        string method = context.Request.Method;
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? AnswerAsync(context, default)
            : HttpMethods.IsPost(method) && context.Request.ContentLength is null or <= LongestBody
                ? AnswerPostAsync(context)
            : next(context);
    }

    // A stream may begin long after it was asked for, and nobody else is to wait for that.
    private static bool AsksForStream(IHeaderDictionary headers)
        => headers.Upgrade.Count > 0
            || headers.Accept.Any(type => type!.Contains("event-stream", StringComparison.OrdinalIgnoreCase));

    // A body says by its bytes which document, variables and operation are meant.
    private async Task AnswerPostAsync(HttpContext context)
    {
        PipeReader reader = context.Request.BodyReader;
        ReadResult read;
        try
        {
            read = await reader.ReadAsync(context.RequestAborted);
            while (!read.IsCompleted && read.Buffer.Length <= LongestBody)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await reader.ReadAsync(context.RequestAborted);
            }
        }
        catch (BadHttpRequestException)
        {
            // The endpoint meets the same and has words for it.
            await next(context);
            return;
        }

        // Nothing is consumed: the endpoint reads the body from its beginning.
        ReadOnlySequence<byte> body = read.Buffer;
        if (!read.IsCompleted || body.Length > LongestBody)
        {
            reader.AdvanceTo(body.Start);
            await next(context);
            return;
        }

        if (TryFind(context, body, out byte[]? key, out Task? written))
        {
            reader.AdvanceTo(body.End);
            await written;
            return;
        }

        reader.AdvanceTo(body.Start);
        await ComputeAsync(context, key);
    }

    private Task AnswerAsync(HttpContext context, ReadOnlySequence<byte> body)
        => TryFind(context, body, out byte[]? key, out Task? written) ? written
            : HttpMethods.IsHead(context.Request.Method) ? next(context)
            : ComputeAsync(context, key);

    private bool TryFind(
        HttpContext context,
        ReadOnlySequence<byte> body,
        [NotNullWhen(false)] out byte[]? key,
        [NotNullWhen(true)] out Task? written)
    {
        using var builder = new AnswerKey(stackalloc byte[AnswerKey.Usual]);
        builder.Add(context, body);
        CachedAnswer? answer = cache.Find(builder.Key, out int age);
        key = answer is null ? builder.Key.ToArray() : null;
        if (answer is not null)
        {
            _lookups.Add(1, Hit);
        }

        written = answer?.WriteAsync(context, Ages[age]);
        return answer is not null;
    }

    private async Task ComputeAsync(HttpContext context, byte[] key)
    {
        while (true)
        {
            PendingAnswer pending = cache.Join(key, out bool mayBegin);
            _lookups.Add(1, mayBegin ? Miss : Shared);
            if (mayBegin)
            {
                await BeginAsync(context, pending);
                return;
            }

            PendingAnswer.Outcome outcome = await pending.Result.WaitAsync(context.RequestAborted);
            switch (outcome.Ending)
            {
                case PendingAnswer.Ending.Answered:
                    await outcome.Answer!.WriteAsync(context, Ages[Math.Min(cache.AgeOf(outcome.Answer), 3600)]);
                    return;
                case PendingAnswer.Ending.Failed:
                    ExceptionDispatchInfo.Throw(outcome.Failure!);
                    return;
                case PendingAnswer.Ending.NotShareable:
                    await next(context);
                    return;
            }
        }
    }

    private async Task BeginAsync(HttpContext context, PendingAnswer pending)
    {
        CachedAnswer? answer = null;
        bool isForKeeping = false;
        // Whether the caller knows the answer already is to be told from the whole answer.
        StringValues known = context.Request.Headers.IfNoneMatch;
        context.Request.Headers.IfNoneMatch = default;
        try
        {
            answer = await CaptureAsync(context, pending);
            isForKeeping = answer is not null && answer.IsWithoutErrors();
            pending.Tell(
                answer is null ? PendingAnswer.Ending.NotShareable : PendingAnswer.Ending.Answered, answer);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            pending.Tell(PendingAnswer.Ending.Abandoned);
            throw;
        }
        catch (Exception failure)
        {
            pending.Tell(PendingAnswer.Ending.Failed, failure: failure);
            throw;
        }
        finally
        {
            cache.End(pending, isForKeeping ? answer : null);
            context.Request.Headers.IfNoneMatch = known;
        }

        if (answer is not null)
        {
            await answer.WriteAsync(context, default);
        }
    }

    private async Task<CachedAnswer?> CaptureAsync(HttpContext context, PendingAnswer pending)
    {
        IHttpResponseBodyFeature client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var capturing = new CapturingStream(
            context.Response, client.Stream, cache.LargestAnswer,
            () =>
            {
                cache.End(pending, toKeep: null);
                pending.Tell(PendingAnswer.Ending.NotShareable);
            });
        var body = new StreamResponseBodyFeature(capturing);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
            await body.CompleteAsync();
        }
        finally
        {
            context.Features.Set(client);
        }

        return capturing.Holds && context.Response.StatusCode == StatusCodes.Status200OK
            ? new CachedAnswer(context.Response, capturing.Held(), pending.Started)
            : null;
    }
}
