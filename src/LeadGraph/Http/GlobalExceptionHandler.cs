using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Diagnostics;

namespace LeadGraph.Http;

/// <summary>Sets the error message of an endpoint for unhandled exceptions.</summary>
/// <param name="Message">A message that does not reveal the cause.</param>
public sealed record FailureMessage(string Message);

/// <summary>
/// Handles exceptions of endpoints. Logs the cause once, with the trace id. The caller gets a status, a message that
/// does not reveal the cause, and the trace id, which an operator can look up in the log.
/// </summary>
public sealed partial class GlobalExceptionHandler(ILogger<GlobalExceptionHandler> logger) : IExceptionHandler
{
    /// <summary>The header of an error response with the trace id under which the cause is logged.</summary>
    public const string TraceHeader = "X-Trace-Id";

    private readonly ConditionalWeakTable<Exception, string> _traceIds = [];

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, which caused the exception. That is not an error of the service.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        // Requests that waited for the same response share its exception, which is logged for the first of them.
        Exception cause = exception is SharedFailureException shared ? shared.InnerException! : exception;
        if (cause is BadHttpRequestException bad)
        {
            // The request body was invalid. Kestrel's message reveals nothing about the service.
            await context.WriteErrorAsync(bad.StatusCode, "BAD_REQUEST", bad.Message);
            return true;
        }

        if (cause is RequestErrorException error)
        {
            if (error.Status != StatusCodes.Status400BadRequest)
            {
                context.Response.Headers.RetryAfter = "1";
            }

            await context.WriteErrorAsync(error.Status, error.Code, error.Message);
            return true;
        }

        string currentTraceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        string traceId = _traceIds.GetValue(cause, _ => currentTraceId);
        if (ReferenceEquals(traceId, currentTraceId))
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
