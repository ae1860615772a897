using System.Diagnostics;
using System.Runtime.CompilerServices;
using HotChocolate;
using LeadGraph.Data.Sqlite;
using LeadGraph.Limits;
using Npgsql;

namespace LeadGraph.GraphQL;

/// <summary>
/// Tells clients of a failure without its cause. The cause goes into the log, with the trace id, and once: a batch
/// that failed is the error of every field that waited for it.
/// </summary>
/// <param name="logger">Where causes are told.</param>
public sealed partial class GraphQLErrorFilter(ILogger<GraphQLErrorFilter> logger) : IErrorFilter
{
    private static readonly object Yes = new();

    private readonly ConditionalWeakTable<Exception, object> _isTold = [];

    /// <inheritdoc/>
    public IError OnError(IError error)
    {
        if (error.Exception is not { } cause)
        {
            return error;
        }

        // Thrown where no resolver is called, or by what a resolver calls: it comes as the cause of another error.
        if (FindOwnWords(cause) is { } own)
        {
            return error.WithMessage(own.Message).WithCode(own.Code).WithException(null);
        }

        if (cause is UnstorableTextException
            or PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire })
        {
            return error.WithMessage("Text must not contain U+0000.").WithCode("INVALID_TEXT").WithException(null);
        }

        if (cause is MemoryLimitException limit)
        {
            return error.WithMessage(limit.Message).WithCode(limit.Code).WithException(null);
        }

        // Whoever gave up the wait for it knows, and nobody is answered.
        if (cause is not OperationCanceledException && _isTold.TryAdd(cause, Yes))
        {
            LogFailure(cause, Activity.Current?.TraceId.ToString());
        }

        return error.WithMessage("Failed to fetch user activity data").WithCode("INTERNAL_SERVER_ERROR")
            .WithException(null);
    }

    private static IError? FindOwnWords(Exception cause)
        => cause is GraphQLException { Errors: [var error, ..] } ? error
            : cause is AggregateException { InnerExceptions: var several }
                ? several.Select(FindOwnWords).FirstOrDefault(found => found is not null)
            : cause.InnerException is { } inner ? FindOwnWords(inner)
            : null;

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "A GraphQL field failed, trace {TraceId}.")]
    private partial void LogFailure(Exception cause, string? traceId);
}
