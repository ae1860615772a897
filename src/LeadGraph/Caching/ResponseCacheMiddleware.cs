using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Pipelines;
using LeadGraph.Access;
using LeadGraph.Http;
using LeadGraph.Limits;
using LeadGraph.Operations;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Caching;

/// <summary>Marks an endpoint whose JSON answers of status 200 may be kept, for callers of equal rights.</summary>
public sealed class CacheableResponse;

/// <summary>
/// Answers from memory what was answered just before, and lets one request compute what many ask at once. It stands
/// behind whatever tells who the caller is, and serves the endpoints marked <see cref="CacheableResponse"/>, to those who may
/// read; whoever may not meets what stands behind it, which says so.
/// </summary>
public sealed partial class ResponseCacheMiddleware(
    RequestDelegate next, ResponseCacheStore cache, IMeterFactory meters, ILogger<ResponseCacheMiddleware> logger)
{
    private static readonly KeyValuePair<string, object?> Hit = new("leadgraph.cache.result", "hit");
    private static readonly KeyValuePair<string, object?> Shared = new("leadgraph.cache.result", "shared");
    private static readonly KeyValuePair<string, object?> Stale = new("leadgraph.cache.result", "stale");
    private static readonly KeyValuePair<string, object?> Miss = new("leadgraph.cache.result", "miss");

    // Longer documents are computed each time.
    private const int LongestBody = 64 * 1024;

    private static readonly StringValues[] Ages =
        [.. Enumerable.Range(0, 3601).Select(age => new StringValues($"{age}"))];

    private readonly Counter<long> _lookups = meters.Create(Telemetry.Meter).CreateCounter<long>(
        "leadgraph.cache.lookups", "{request}", "Requests whose answer may come from memory, by how it came about.");

    // Whether the last computation failed within the service. Then being busy is no sign of many callers.
    private volatile bool _isFailing;

    /// <summary>Answers or passes on.</summary>
    /// <param name="context">The exchange.</param>
    public Task InvokeAsync(HttpContext context)
    {
        if (!cache.IsOn)
        {
            return next(context);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<CacheableResponse>() is null
            || !context.User.MayRead() || AsksForStream(context.Request.Headers))
        {
            return PassAsync(context);
        }

        string method = context.Request.Method;
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? AnswerAsync(context, default)
            : HttpMethods.IsPost(method) && context.Request.ContentLength is null or <= LongestBody
                ? AnswerPostAsync(context)
            : PassAsync(context);
    }

    // What is not kept may hold newer data than what is. They are read before the answer begins.
    private Task PassAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            cache.Callers.Note(CallerRateLimits.NameOf(context), cache.Callers.Now);
            return Task.CompletedTask;
        });
        return next(context);
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
        catch (IOException)
        {
            // A body that breaks off, or is none; the endpoint meets the same and has words for it.
            await next(context);
            return;
        }

        // Nothing is consumed: the endpoint reads the body from its beginning.
        ReadOnlySequence<byte> body = read.Buffer;
        if (!read.IsCompleted || body.Length > LongestBody)
        {
            reader.AdvanceTo(body.Start);
            await PassAsync(context);
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
        using var builder = new ResponseCacheKey(stackalloc byte[ResponseCacheKey.Usual]);
        builder.Add(context, body);
        string caller = CallerRateLimits.NameOf(context);
        CachedResponse? answer = cache.Find(builder.Key, cache.Callers.Of(caller), out int age);
        key = answer is null ? builder.Key.ToArray() : null;
        if (answer is not null)
        {
            _lookups.Add(1, Hit);
            cache.Callers.Note(caller, answer.Ended);
        }

        written = answer?.WriteAsync(context, Ages[age]);
        return answer is not null;
    }

    private async Task ComputeAsync(HttpContext context, byte[] key)
    {
        string caller = CallerRateLimits.NameOf(context);
        long known = cache.Callers.Of(caller);
        while (true)
        {
            InFlightResponse pending = cache.Join(key, known, out bool mayBegin);
            _lookups.Add(1, mayBegin ? Miss : Shared);
            if (mayBegin)
            {
                await BeginAsync(context, pending);
                return;
            }

            InFlightResponse.Outcome outcome = await pending.Result.WaitAsync(context.RequestAborted);
            switch (outcome.Ending)
            {
                case InFlightResponse.Ending.Answered when outcome.IsStale:
                    await WriteStaleAsync(context, outcome.Answer!);
                    return;
                case InFlightResponse.Ending.Answered:
                    cache.Callers.Note(caller, outcome.Answer!.Ended);
                    await outcome.Answer.WriteAsync(context, Ages[Math.Min(cache.AgeOf(outcome.Answer), 3600)]);
                    return;
                case InFlightResponse.Ending.Failed:
                    throw new SharedFailureException(outcome.Failure!);
                case InFlightResponse.Ending.NotShareable:
                    await PassAsync(context);
                    return;
            }
        }
    }

    private async Task BeginAsync(HttpContext context, InFlightResponse pending)
    {
        CachedResponse? answer = null, stale = null;
        bool isForKeeping = false;
        // Whether the caller knows the answer already is to be told from the whole answer.
        StringValues known = context.Request.Headers.IfNoneMatch;
        context.Request.Headers.IfNoneMatch = default;
        try
        {
            answer = await CaptureAsync(context, pending);
            MemoryAccount? memory = context.Features.Get<MemoryAccount>();
            // What the answer was made of is gone.
            memory?.Release();
            // What is held of an answer whose caller has left may be half of it.
            if (answer is not null)
            {
                context.RequestAborted.ThrowIfCancellationRequested();
            }

            ResponseKind? kind = answer?.Judge();
            isForKeeping = kind == ResponseKind.Data;
            // Who is told that the service is busy is so because of others, unless these wait in vain.
            stale = kind == ResponseKind.Failure
                && (answer!.Status != StatusCodes.Status503ServiceUnavailable || _isFailing)
                    ? FindStale(pending, failure: null) : null;
            NoteOutcome(kind);
            pending.Tell(
                // How much a caller may hold depends on what else it has asked for.
                answer is null || memory?.WasRefused == true
                    ? InFlightResponse.Ending.NotShareable : InFlightResponse.Ending.Answered,
                stale ?? answer, isStale: stale is not null);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            pending.Tell(InFlightResponse.Ending.Abandoned);
            throw;
        }
        catch (MemoryLimitException)
        {
            pending.Tell(InFlightResponse.Ending.NotShareable);
            throw;
        }
        catch (Exception failure) when (failure is not BadHttpRequestException && !context.Response.HasStarted
            && (stale = FindStale(pending, failure)) is not null)
        {
            pending.Tell(InFlightResponse.Ending.Answered, stale, isStale: true);
        }
        catch (Exception failure)
        {
            pending.Tell(InFlightResponse.Ending.Failed, failure: failure);
            throw;
        }
        finally
        {
            cache.End(pending, isForKeeping ? answer : null);
            context.Request.Headers.IfNoneMatch = known;
        }

        if (stale is not null)
        {
            await WriteStaleAsync(context, stale);
        }
        else if (answer is not null)
        {
            cache.Callers.Note(CallerRateLimits.NameOf(context), answer.Ended);
            await answer.WriteAsync(context, default);
        }
    }

    private CachedResponse? FindStale(InFlightResponse pending, Exception? failure)
    {
        CachedResponse? stale = cache.FindStale(pending.Key);
        if (stale is not null && !_isFailing)
        {
            LogStale(failure, cache.AgeOf(stale));
        }

        _isFailing = true;
        return stale;
    }

    // ErrorResponses and the callers' mistakes tell nothing of how the service is.
    private void NoteOutcome(ResponseKind? kind)
    {
        if (kind == ResponseKind.Data && _isFailing)
        {
            _isFailing = false;
            LogFresh();
        }
    }

    // The age says how old it is, and the rest, that it would not have been given otherwise. RFC 9111, section 5.5,
    // did away with Warning, which had been for that.
    private Task WriteStaleAsync(HttpContext context, CachedResponse answer)
    {
        _lookups.Add(1, Stale);
        int age = cache.AgeOf(answer);
        CachedResponse.Clear(context.Response);
        return answer.WriteAsync(context, $"{age}", string.Create(
            CultureInfo.InvariantCulture, $"LeadGraph; hit; ttl={-cache.SecondsOver(age)}; detail=stale-if-error"));
    }

    private async Task<CachedResponse?> CaptureAsync(HttpContext context, InFlightResponse pending)
    {
        IHttpResponseBodyFeature client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var capturing = new ResponseBuffer(
            context.Response, client.Stream, cache,
            () =>
            {
                cache.Callers.Note(CallerRateLimits.NameOf(context), cache.Callers.Now);
                cache.End(pending, toKeep: null);
                pending.Tell(InFlightResponse.Ending.NotShareable);
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

        return capturing.Holds && ResponseBuffer.IsForEverybody(context.Response.StatusCode)
                && context.Response.ContentType is not null
            ? new CachedResponse(context.Response, capturing.Held(), pending.Started, cache.Callers.Now)
            : null;
    }

    [LoggerMessage(EventId = 7001, Level = LogLevel.Warning, Message = "Answers cannot be computed; callers get the "
        + "last good ones, marked stale. The first of them is {Age} s old.")]
    private partial void LogStale(Exception? failure, int age);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Information, Message = "Answers are computed again.")]
    private partial void LogFresh();
}
