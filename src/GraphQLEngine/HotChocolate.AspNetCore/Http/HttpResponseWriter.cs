using System.Buffers;
using System.IO.Pipelines;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Http;

/// <summary>
/// Writes responses with one body: https://graphql.github.io/graphql-over-http/draft/#sec-Response
/// </summary>
internal static class HttpResponseWriter
{
    private const string GraphQLResponseJson = "application/graphql-response+json; charset=utf-8";
    private const string Json = "application/json; charset=utf-8";

    /// <summary>Writes one response.</summary>
    public static Task WriteAsync(HttpContext context, ResponseFormat format, OperationResult result)
        => WriteAsync(context, format, StatusOf(context, format, result), result);

    /// <summary>Writes one response whose status is known already.</summary>
    public static async Task WriteAsync(HttpContext context, ResponseFormat format, int status, OperationResult result)
    {
        SetHeaders(context.Response, format, status, cacheable: result.Errors.Count == 0);
        await WriteAsync(context.Response, result);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Writes the responses to a batch, in the order of its requests.</summary>
    public static async Task WriteBatchAsync(
        HttpContext context, ResponseFormat format, IReadOnlyList<OperationResult> results)
    {
        SetHeaders(context.Response, format, StatusCodes.Status200OK, cacheable: false);
        PipeWriter body = context.Response.BodyWriter;
        for (int index = 0; index < results.Count; index++)
        {
            body.Write(index == 0 ? "["u8 : ","u8);
            await WriteAsync(context.Response, results[index]);
        }

        body.Write("]"u8);
        await body.FlushAsync(context.RequestAborted);
    }

    private static async ValueTask WriteAsync(HttpResponse response, OperationResult result)
    {
        using (result)
        {
            PipeWriter body = response.BodyWriter;
            if (!result.IsLarge)
            {
                result.WriteTo(body);
                return;
            }

            CancellationToken aborted = response.HttpContext.RequestAborted;
            if (body.UnflushedBytes > 0)
            {
                await body.FlushAsync(aborted);
            }

            // Unlike the pipe's, these writes do not flush the streams of middleware, such as compression.
            foreach (ReadOnlyMemory<byte> part in result.ToParts())
            {
                await response.Body.WriteAsync(part, aborted);
            }
        }
    }

    /// <summary>
    /// Data about people must not stay in caches unless the service says so itself, and an error never: a client
    /// that is told "persisted query not found" sends the query next and must not be told so again.
    /// </summary>
    private static void SetHeaders(HttpResponse response, ResponseFormat format, int status, bool cacheable)
    {
        response.StatusCode = status;
        response.ContentType = format == ResponseFormat.Json ? Json : GraphQLResponseJson;
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (!cacheable || response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = "no-store";
        }
    }

    /// <summary>
    /// Whether an interceptor or a resolver rejected the operation and set the status.
    /// </summary>
    public static bool IsRefused(HttpResponse response, OperationResult result)
        => result.RequestError != RequestErrorKind.None && response.StatusCode >= StatusCodes.Status400BadRequest;

    private static int StatusOf(HttpContext context, ResponseFormat format, OperationResult result)
    {
        bool isGet = !HttpMethods.IsPost(context.Request.Method);
        switch (result.RequestError)
        {
            case RequestErrorKind.OperationNotAllowed when isGet:
                context.Response.Headers.Allow = HttpMethods.Post;
                return StatusCodes.Status405MethodNotAllowed;
            case not RequestErrorKind.None when IsRefused(context.Response, result):
                return context.Response.StatusCode;
            case RequestErrorKind.Server:
                return StatusCodes.Status500InternalServerError;
            case RequestErrorKind.None:
                return StatusCodes.Status200OK;
            case var _ when format == ResponseFormat.Json:
                return StatusCodes.Status200OK;
            case RequestErrorKind.OperationNotAllowed:
                return StatusCodes.Status406NotAcceptable;
            default:
                return StatusCodes.Status400BadRequest;
        }
    }
}
