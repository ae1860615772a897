using System.Diagnostics;
using System.Diagnostics.Metrics;
using HotChocolate.Language;
using Microsoft.Extensions.Logging;

namespace HotChocolate.Execution;

/// <summary>
/// What operators see of operations: a span and a duration for each, and one log line for each that failed.
/// Names, types, counts and hashes only: the values of variables are people's data.
/// </summary>
internal sealed partial class ExecutionDiagnostics(ILogger<RequestExecutor> logger)
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "HotChocolate";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "graphql.server.operation.duration", "s", "How long operations took.");
    private static readonly Counter<long> s_errors = s_meter.CreateCounter<long>(
        "graphql.server.operation.errors", "{error}", "Errors in responses.");

    /// <summary>
    /// When an operation begins, as a timestamp of <see cref="Stopwatch"/>; 0 where nobody measures how long operations
    /// take, since reading that clock is a noticeable part of a small one.
    /// </summary>
    public static long StartTimestamp() => s_duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Begins the span of an operation, where somebody listens.</summary>
    public static Activity? Begin() => s_source.StartActivity("graphql", ActivityKind.Internal);

    /// <summary>Ends an operation.</summary>
    public void End(Activity? activity, RequestState state, IReadOnlyList<IError> errors)
    {
        OperationDefinitionNode? operation = state.Operation?.Operation;
        string type = TypeOf(operation);
        if (s_duration.Enabled && state.StartTimestamp > 0)
        {
            var tags = new TagList
            {
                { "graphql.operation.type", type },
                { "graphql.operation.failed", errors.Count > 0 },
            };
            s_duration.Record(Stopwatch.GetElapsedTime(state.StartTimestamp).TotalSeconds, tags);
        }

        if (s_errors.Enabled && errors.Count > 0)
        {
            s_errors.Add(errors.Count, KeyValuePair.Create<string, object?>("graphql.operation.type", type));
        }

        if (activity is not null)
        {
            string? name = NameOf(operation);
            activity.DisplayName = name is null ? type : $"{type} {name}";
            activity.SetTag("graphql.operation.name", name);
            activity.SetTag("graphql.operation.type", type);
            activity.SetTag("graphql.document.hash", state.Document?.Hash);
            activity.SetTag("graphql.errors", errors.Count);
            activity.SetStatus(errors.Count > 0 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }

        if (errors.Count > 0)
        {
            Log(state, NameOf(operation), type, errors);
        }
    }

    private static string? NameOf(OperationDefinitionNode? operation)
        => operation?.Name is { } name ? Excerpt.Of(name.Value, Excerpt.MaxNameLength) : null;

    private static string TypeOf(OperationDefinitionNode? operation) => operation?.Operation switch
    {
        OperationType.Query => "query",
        OperationType.Mutation => "mutation",
        OperationType.Subscription => "subscription",
        _ => "unknown",
    };

    private void Log(RequestState state, string? name, string type, IReadOnlyList<IError> errors)
    {
        if (!logger.IsEnabled(state.Cause is null ? LogLevel.Information : LogLevel.Error))
        {
            return;
        }

        string codes = string.Join(",", errors.Select(error => error.Code ?? "none").Distinct().Take(5));
        string path = errors[0] is Error { Path: { } segments }
            ? Excerpt.Of(string.Join("/", segments), Excerpt.MaxNameLength)
            : "no field";
        string hash = state.Document?.Hash ?? "unknown";
        name ??= "without a name";
        if (state.Cause is { } cause)
        {
            string trace = Activity.Current?.TraceId.ToString() ?? "unknown";
            LogFailure(logger, cause, type, name, hash, errors.Count, codes, path, trace);
        }
        else
        {
            LogRefusedOperation(logger, type, name, hash, errors.Count, codes, path);
        }
    }

    [LoggerMessage(1, LogLevel.Error,
        "GraphQL {OperationType} {OperationName} failed; document {DocumentHash}, {ErrorCount} errors ({Codes}), "
        + "first at {Path}, trace {TraceId}.")]
    private static partial void LogFailure(
        ILogger logger, Exception cause, string operationType, string operationName, string documentHash,
        int errorCount, string codes, string path, string traceId);

    [LoggerMessage(2, LogLevel.Information,
        "GraphQL {OperationType} {OperationName} returned errors; document {DocumentHash}, {ErrorCount} errors "
        + "({Codes}), first at {Path}")]
    private static partial void LogRefusedOperation(
        ILogger logger, string operationType, string operationName, string documentHash, int errorCount,
        string codes, string path);
}
