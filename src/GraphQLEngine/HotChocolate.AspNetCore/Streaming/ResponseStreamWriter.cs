using System.IO.Pipelines;
using HotChocolate.AspNetCore.Hosting;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Streaming;

/// <summary>
/// Responds with streams, one operation per request: server-sent events, in the distinct connections mode of
/// graphql-sse (https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md), or the parts of a
/// multipart body.
/// </summary>
internal sealed class ResponseStreamWriter(
    TransportLimits limits, IHostApplicationLifetime lifetime, UnexpectedErrors unexpectedErrors)
{
    /// <summary>Writes one response and ends the stream.</summary>
    public async Task WriteSingleAsync(HttpContext context, OperationResult result, StreamFormat format)
    {
        SetHeaders(context, format);
        PipeWriter body = context.Response.BodyWriter;
        format.WriteOpening(body);
        await WriteNextAsync(body, result, format, async () => await body.FlushAsync(context.RequestAborted));
        format.WriteComplete(body);
        await body.FlushAsync(context.RequestAborted);
    }

    /// <summary>
    /// Writes the responses of a subscription until it ends, the client goes, or the server stops. Takes the next one
    /// when the one before was written, so a slow client gets everything; one that does not accept a response in time
    /// (<see cref="TransportLimits.WriteTimeout"/>) is cut off. Then, and when the server stops, the stream does not
    /// say that it is complete, so that the client connects again; the ids of events tell where it stopped.
    /// </summary>
    public async Task WriteStreamAsync(HttpContext context, ResponseStream stream, StreamFormat format)
    {
        CancellationToken stopping = lifetime.ApplicationStopping;
        using var subscription = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using CancellationTokenRegistration stop = stopping.Register(() => deadline.CancelAfter(limits.CloseTimeout));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        // The server's own limit would cut off sooner than the one here.
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        SetHeaders(context, format);

        IAsyncEnumerator<OperationResult> results = stream.ReadResultsAsync(subscription.Token).GetAsyncEnumerator();
        Task<OperationResult?>? next = null;
        try
        {
            PipeWriter body = context.Response.BodyWriter;
            format.WriteOpening(body);
            format.WriteKeepAlive(body, stream.Place);
            await FlushAsync(body, timeout);
            while (true)
            {
                next = NextAsync(results, subscription.Token);
                while (!await CompletesAsync(next, limits.KeepAliveInterval))
                {
                    format.WriteKeepAlive(body, stream.Place);
                    await FlushAsync(body, timeout);
                }

                using OperationResult? result = await next;
                next = null;
                if (result is null)
                {
                    break;
                }

                await WriteNextAsync(body, result, format, () => FlushAsync(body, timeout));
            }

            if (stopping.IsCancellationRequested)
            {
                format.WriteStopping(body);
            }
            else
            {
                format.WriteComplete(body);
            }

            await FlushAsync(body, timeout);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            await subscription.CancelAsync();
            if (next is not null)
            {
                (await next)?.Dispose();
            }

            await results.DisposeAsync();
        }
    }

    /// <summary>Writes a response as an event; a large one in parts, each when the client has room for it.</summary>
    private static async ValueTask WriteNextAsync(
        PipeWriter body, OperationResult result, StreamFormat format, Func<ValueTask> flush)
    {
        format.WriteNextStart(body, result.Cursor);
        foreach (ReadOnlyMemory<byte> part in result.ToParts())
        {
            format.WriteNextPart(body, part.Span);
            if (result.IsLarge)
            {
                await flush();
            }
        }

        format.WriteNextEnd(body);
        await flush();
    }

    private static void SetHeaders(HttpContext context, StreamFormat format)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = format.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        // Asks nginx, which buffers the responses of servers behind it, not to do so.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>The next response; null if there are no more, or nobody wants them. Does not throw.</summary>
    private async Task<OperationResult?> NextAsync(
        IAsyncEnumerator<OperationResult> results, CancellationToken cancellationToken)
    {
        try
        {
            return await results.MoveNextAsync() ? results.Current : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            return unexpectedErrors.Report(exception);
        }
    }

    /// <summary>Waits until the client has room for what was written, or timeout with it is at its end.</summary>
    private async ValueTask FlushAsync(PipeWriter body, CancellationTokenSource timeout)
    {
        timeout.CancelAfter(limits.WriteTimeout);
        await body.FlushAsync(timeout.Token);
        timeout.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private static async Task<bool> CompletesAsync(Task task, TimeSpan within)
    {
        await task.WaitAsync(within).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
