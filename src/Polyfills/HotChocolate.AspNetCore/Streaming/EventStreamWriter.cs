using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using HotChocolate.AspNetCore.Hosting;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Streaming;

/// <summary>
/// Answers with server-sent events, in the distinct connections mode of graphql-sse: one operation per request.
/// https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md
/// </summary>
internal sealed class EventStreamWriter(
    TransportLimits limits, IHostApplicationLifetime lifetime, UnexpectedErrors unexpectedErrors)
{
    /// <summary>Writes one response and ends the stream.</summary>
    public async Task WriteSingleAsync(HttpContext context, OperationResult result)
    {
        SetHeaders(context);
        PipeWriter body = context.Response.BodyWriter;
        EventStreamFormat.WriteNext(body, result, new ArrayBufferWriter<byte>());
        EventStreamFormat.WriteComplete(body);
        await body.FlushAsync(context.RequestAborted);
    }

    /// <summary>
    /// Writes the responses of a subscription until it ends, the client goes, or the server stops. A client that
    /// falls too far behind is cut off.
    /// </summary>
    public async Task WriteStreamAsync(HttpContext context, ResponseStream stream)
    {
        CancellationToken stopping = lifetime.ApplicationStopping;
        using var subscription = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using CancellationTokenRegistration stop = stopping.Register(() => deadline.CancelAfter(limits.CloseTimeout));
        Channel<OperationResult> queue = Channel.CreateBounded<OperationResult>(limits.MaxQueuedMessages);

        SetHeaders(context);
        Task filling = FillAsync(stream, queue.Writer, context, subscription.Token);
        try
        {
            await DrainAsync(queue.Reader, context.Response.BodyWriter, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            await subscription.CancelAsync();
            await filling;
            while (queue.Reader.TryRead(out OperationResult? unsent))
            {
                unsent.Dispose();
            }
        }
    }

    private static void SetHeaders(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        // Asks nginx, which buffers answers of servers behind it, not to.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Reads the subscription, at its own pace, into the queue.</summary>
    private async Task FillAsync(
        ResponseStream stream,
        ChannelWriter<OperationResult> queue,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (OperationResult result in stream.ReadResultsAsync(cancellationToken))
            {
                if (!queue.TryWrite(result))
                {
                    result.Dispose();
                    context.Abort();
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client is gone or the server stops: the stream is over.
        }
        catch (Exception exception)
        {
            queue.TryWrite(unexpectedErrors.Report(exception));
        }
        finally
        {
            queue.Complete();
        }
    }

    /// <summary>Writes what comes into the queue, and a comment where nothing comes for long.</summary>
    private async Task DrainAsync(
        ChannelReader<OperationResult> queue, PipeWriter body, CancellationToken cancellationToken)
    {
        var scratch = new ArrayBufferWriter<byte>();
        EventStreamFormat.WriteKeepAlive(body);
        await body.FlushAsync(cancellationToken);
        while (true)
        {
            Task<bool> ready = queue.WaitToReadAsync(cancellationToken).AsTask();
            while (!await CompletesAsync(ready, limits.KeepAliveInterval))
            {
                EventStreamFormat.WriteKeepAlive(body);
                await body.FlushAsync(cancellationToken);
            }

            if (!await ready)
            {
                break;
            }

            while (queue.TryRead(out OperationResult? result))
            {
                // Waiting after each one is what lets the queue fill up behind a client that does not read.
                EventStreamFormat.WriteNext(body, result, scratch);
                result.Dispose();
                await body.FlushAsync(cancellationToken);
            }
        }

        EventStreamFormat.WriteComplete(body);
        await body.FlushAsync(cancellationToken);
    }

    private static async Task<bool> CompletesAsync(Task task, TimeSpan within)
    {
        await task.WaitAsync(within).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
