using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace LeadGraph.Operations;

/// <summary>
/// Logs each request when its response is complete, if <see cref="LoggingOptions.Requests"/> is set. An entry has no
/// personal data: the pattern of the route in place of the path, no query string, no address and no caller.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="logger">Where the requests are logged.</param>
public sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    /// <summary>Runs the rest of the pipeline and logs the request.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no route";
            LogRequest(
                context.Request.Method, route, context.Response.StatusCode,
                Stopwatch.GetElapsedTime(start).TotalMilliseconds,
                Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
        }
    }

    [LoggerMessage(EventId = 8001, Level = LogLevel.Information,
        Message = "{Method} {Route} returned {Status} after {Milliseconds:F1} ms, trace {TraceId}.")]
    private partial void LogRequest(string method, string route, int status, double milliseconds, string traceId);
}

/// <summary>Adds <see cref="RequestLog"/> to the pipeline.</summary>
public static class RequestLogSetup
{
    /// <summary>Logs the requests that pass, if that is switched on.</summary>
    /// <param name="app">The application.</param>
    public static void UseRequestLog(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<LoggingOptions>>().Value.Requests)
        {
            app.UseMiddleware<RequestLog>();
        }
    }
}
