using System.Diagnostics;
using System.Runtime.CompilerServices;
using LeadGraph.Limits;
using Microsoft.AspNetCore.Diagnostics;

namespace LeadGraph.Http;

/// <summary>Marks an endpoint with the words that its callers get when it fails.</summary>
/// <param name="Message">Words that tell nothing of the cause.</param>
public sealed record FailureMessage(string Message);

/// <summary>
/// Ends a request that failed: the cause goes into the log, once and with the trace id, the caller gets a status,
/// words that tell nothing of it, and the trace id to ask the operator with.
/// </summary>
public sealed partial class GlobalExceptionHandler(ILogger<GlobalExceptionHandler> logger) : IExceptionHandler
{
    /// <summary>The header of a failed answer that holds the trace id under which the log tells the cause.</summary>
    public const string TraceHeader = "X-Trace-Id";

    private readonly ConditionalWeakTable<Exception, string> _traceIds = [];

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has left, and whatever went wrong went wrong for that reason. A caller's doing is no alarm.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        // What failed for all who waited for the same computation is logged for the first of them.
        Exception cause = exception is SharedFailureException shared ? shared.InnerException! : exception;
        if (cause is BadHttpRequestException bad)
        {
            // The caller's doing, found while the body was read; the server's own words tell nothing of the service.
            await context.WriteErrorAsync(bad.StatusCode, "BAD_REQUEST", bad.Message);
            return true;
        }

        if (cause is MemoryLimitException limit)
        {
            if (limit.Status != StatusCodes.Status400BadRequest)
            {
                context.Response.Headers.RetryAfter = "1";
            }

            await context.WriteErrorAsync(limit.Status, limit.Code, limit.Message);
            return true;
        }

        string own = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        string traceId = _traceIds.GetValue(cause, _ => own);
        if (ReferenceEquals(traceId, own))
        {
            LogFailure(cause, context.Request.Method, context.Request.Path, traceId);
        }

        string message = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata
            .GetMetadata<FailureMessage>()?.Message ?? "Something went wrong";
        context.Response.Headers[TraceHeader] = traceId;
        await context.WriteErrorAsync(StatusCodes.Status500InternalServerError, "INTERNAL_SERVER_ERROR", message);
        return true;
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Method} {Path} failed, trace {TraceId}.")]
    private partial void LogFailure(Exception exception, string method, string path, string traceId);
}
