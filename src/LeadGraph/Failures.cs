using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace LeadGraph;

/// <summary>The body of every REST answer that is an error.</summary>
/// <param name="Error">What went wrong, in words for the caller.</param>
public sealed record ErrorBody(string Error);

/// <summary>Marks an endpoint with the words that its callers get when it fails.</summary>
/// <param name="Message">Words that tell nothing of the cause.</param>
public sealed record FailureMessage(string Message);

/// <summary>
/// Ends a request that failed: the cause goes into the log, once and with the trace id, the caller gets a status,
/// words that tell nothing of it, and the trace id to ask the operator with.
/// </summary>
public sealed partial class Failures(ILogger<Failures> logger) : IExceptionHandler
{
    /// <summary>The header of a failed answer that holds the trace id under which the log tells the cause.</summary>
    public const string TraceHeader = "X-Trace-Id";

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        string traceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        LogFailure(exception, context.Request.Method, context.Request.Path, traceId);
        string message = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata
            .GetMetadata<FailureMessage>()?.Message ?? "Something went wrong";
        context.Response.Headers[TraceHeader] = traceId;
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await context.Response.WriteAsJsonAsync(new ErrorBody(message), cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed, trace {TraceId}.")]
    private partial void LogFailure(Exception exception, string method, string path, string traceId);
}
