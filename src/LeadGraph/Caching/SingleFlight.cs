using LeadGraph.Data;
using LeadGraph.Http;
using LeadGraph.Limits;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Caching;

/// <summary>
/// Computes a response that is not in the cache. The first request runs the endpoint; identical requests that arrive
/// meanwhile wait for its outcome. Those of other callers compute it themselves if it fails, or if reads of its caller
/// wait for each other: no caller suffers from the limits on another one.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="bypass">The rest of the pipeline for a response that the cache does not buffer.</param>
/// <param name="store">The responses in progress.</param>
/// <param name="reads">Know whose reads wait.</param>
/// <param name="metrics">Counts misses and waiting requests.</param>
/// <param name="staleResponses">Replaces failures by stale responses.</param>
public sealed class SingleFlight(
    RequestDelegate next,
    RequestDelegate bypass,
    ResponseCacheStore store,
    ReadLimiters reads,
    ResponseCacheMetrics metrics,
    StaleResponses staleResponses)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Computes the response, or waits for the request that does, and writes it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">The cache key.</param>
    public async Task InvokeAsync(HttpContext context, byte[] key)
    {
        string caller = Callers.NameOf(context);
        long lastRead = store.MonotonicReads.LastReadBy(caller);
        TimeSpan wait = FirstWait;
        InFlightResponse? left = null;
        while (true)
        {
            InFlightResponse inFlight = store.GetOrStart(key, caller, lastRead, left, out bool isStarted);
            if (isStarted)
            {
                metrics.RecordMiss();
                await ComputeAsync(context, inFlight);
                return;
            }

            metrics.RecordShared();
            bool isOfCaller = inFlight.Caller == caller;
            if (await OutcomeOfAsync(inFlight, isOfCaller ? null : wait, context.RequestAborted) is not { } outcome)
            {
                left = inFlight;
                // If each of several requests has many reads, the next one gets the time that it needs for them.
                wait *= 2;
                continue;
            }

            if (outcome.IsOfCaller && !isOfCaller)
            {
                // At once, beside others that do the same, because this may take as long again.
                metrics.RecordMiss();
                await ComputeAsync(context, store.Start(key, caller));
                return;
            }

            switch (outcome.Kind)
            {
                case InFlightResponse.OutcomeKind.Response when outcome.IsStale:
                    await staleResponses.WriteAsync(context, outcome.Response!);
                    return;
                case InFlightResponse.OutcomeKind.Response:
                    store.MonotonicReads.Record(caller, outcome.Response!.Ended);
                    await outcome.Response.WriteAsync(context, store.AgeOf(outcome.Response));
                    return;
                case InFlightResponse.OutcomeKind.Failed:
                    throw new SharedFailureException(outcome.Exception!);
                case InFlightResponse.OutcomeKind.NotShareable:
                    await bypass(context);
                    return;
            }
        }
    }

    // The outcome, or null if reads of the computing request's caller still wait for each other after some time.
    private async Task<InFlightResponse.Outcome?> OutcomeOfAsync(
        InFlightResponse inFlight, TimeSpan? wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await inFlight.Result.WaitAsync(wait ?? Timeout.InfiniteTimeSpan, cancellationToken);
            }
            catch (TimeoutException)
            {
                if (reads.HasWaitingReads(inFlight.Caller))
                {
                    return null;
                }
            }
        }
    }

    private async Task ComputeAsync(HttpContext context, InFlightResponse inFlight)
    {
        CachedResponse? response = null, stale = null;
        bool isStorable = false;
        // The waiting requests need the whole response, so the endpoint must not write 304 for this one.
        StringValues ifNoneMatch = context.Request.Headers.IfNoneMatch;
        context.Request.Headers.IfNoneMatch = default;
        context.Features.Set(new ResponseOutcome());
        try
        {
            response = await BufferAsync(context, inFlight);
            OperationMemory? memory = context.Features.Get<OperationMemory>();
            // The rows that the response was made from are no longer in memory.
            memory?.Release();
            // If the client has disconnected, the buffered body may be incomplete.
            if (response is not null)
            {
                context.RequestAborted.ThrowIfCancellationRequested();
            }

            ResponseKind? kind = response is null ? null : KindOf(context, response);
            isStorable = kind == ResponseKind.Data;
            bool isFailure = kind == ResponseKind.Failure
                && response!.Status != StatusCodes.Status503ServiceUnavailable;
            if (isStorable)
            {
                staleResponses.OnSuccess();
            }
            else if (kind == ResponseKind.Failure && !IsOverload(response!))
            {
                stale = staleResponses.OnFailure(inFlight.Key, exception: null);
            }

            // A response that lacked memory depends on what else its caller is reading.
            inFlight.Complete(
                response is null || memory?.ExceededLimit == true
                    ? InFlightResponse.OutcomeKind.NotShareable : InFlightResponse.OutcomeKind.Response,
                stale ?? response,
                isStale: stale is not null,
                isOfCaller: isFailure);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            inFlight.Complete(InFlightResponse.OutcomeKind.Abandoned);
            throw;
        }
        catch (MemoryLimitException)
        {
            inFlight.Complete(InFlightResponse.OutcomeKind.NotShareable);
            throw;
        }
        catch (Exception exception) when (exception is not BadHttpRequestException && !context.Response.HasStarted
            && (stale = staleResponses.OnFailure(inFlight.Key, exception)) is not null)
        {
            inFlight.Complete(InFlightResponse.OutcomeKind.Response, stale, isStale: true, isOfCaller: true);
        }
        catch (Exception exception)
        {
            inFlight.Complete(
                InFlightResponse.OutcomeKind.Failed,
                exception: exception,
                isOfCaller: exception is not (BadHttpRequestException or RequestErrorException));
            throw;
        }
        finally
        {
            store.Finish(inFlight, isStorable ? response : null);
            context.Request.Headers.IfNoneMatch = ifNoneMatch;
        }

        if (stale is not null)
        {
            await staleResponses.WriteAsync(context, stale);
        }
        else if (response is not null)
        {
            store.MonotonicReads.Record(Callers.NameOf(context), response.Ended);
            await response.WriteAsync(context);
        }
    }

    private static ResponseKind KindOf(HttpContext context, CachedResponse response) => response.Status switch
    {
        >= StatusCodes.Status500InternalServerError => ResponseKind.Failure,
        not StatusCodes.Status200OK => ResponseKind.Error,
        _ => context.Features.GetRequiredFeature<ResponseOutcome>().Kind
    };

    // 503 usually means too many requests, which is no failure; but while computations fail, requests that wait for
    // the database cause it.
    private bool IsOverload(CachedResponse response)
        => response.Status == StatusCodes.Status503ServiceUnavailable && !staleResponses.IsFailing;

    private async Task<CachedResponse?> BufferAsync(HttpContext context, InFlightResponse inFlight)
    {
        IHttpResponseBodyFeature client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new ResponseBuffer(
            context.Response,
            new MonotonicStream(client.Stream, store.MonotonicReads, Callers.NameOf(context)),
            store,
            () =>
            {
                store.Finish(inFlight, response: null);
                inFlight.Complete(InFlightResponse.OutcomeKind.NotShareable);
            });
        var body = new StreamResponseBodyFeature(buffer);
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

        return buffer.IsBuffering && ResponseBuffer.IsShareable(context.Response.StatusCode)
                && context.Response.ContentType is not null
            ? new CachedResponse(context.Response, buffer.ToArray(), inFlight.Started, store.MonotonicReads.Now)
            : null;
    }
}
