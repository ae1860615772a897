using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using HotChocolate;
using LeadGraph.Data.Sqlite;
using LeadGraph.Http;
using LeadGraph.Limits;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.GraphQL;

/// <summary>
/// Replaces exceptions by errors that do not reveal the cause. Logs the cause with the trace id, and only once: all
/// fields that wait for the same batch get the same exception.
/// </summary>
/// <param name="limits">How long reads and operations may take.</param>
/// <param name="logger">Logs the causes.</param>
public sealed partial class GraphQLErrorFilter(IOptions<LimitOptions> limits, ILogger<GraphQLErrorFilter> logger)
    : IErrorFilter
{
    /// <summary>The code of an operation that took longer than it may, of which HotChocolate itself makes use.</summary>
    public const string TimeoutCode = "HC0045";

    private static readonly object Logged = new();

    private readonly ConditionalWeakTable<Exception, object> _logged = [];

    /// <inheritdoc/>
    public IError OnError(IError error)
    {
        if (error.Exception is not { } cause)
        {
            return error.Code == TimeoutCode ? error.WithMessage(TooLong) : error;
        }

        // A GraphQLException may be wrapped in another exception. Its message and code are for the client.
        if (FindClientError(cause) is { } clientError)
        {
            return error.WithMessage(clientError.Message).WithCode(clientError.Code).WithException(null);
        }

        if (cause is UnstorableTextException
            or PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire })
        {
            return error.WithMessage("Text must not contain U+0000.").WithCode("INVALID_TEXT").WithException(null);
        }

        if (cause is RequestErrorException requestError)
        {
            return error.WithMessage(requestError.Message).WithCode(requestError.Code).WithException(null);
        }

        // A cancelled operation is logged where it is cancelled, or its client has disconnected.
        if (cause is not OperationCanceledException && _logged.TryAdd(cause, Logged))
        {
            LogFailure(cause, Activity.Current?.TraceId.ToString() ?? "unknown");
        }

        // Of a read; a connection that is not made in time is another failure.
        if (cause is TimeoutException)
        {
            return error.WithMessage(TooLong).WithCode(TimeoutCode).WithException(null);
        }

        return error.WithMessage("Failed to fetch user activity data").WithCode("INTERNAL_SERVER_ERROR")
            .WithException(null);
    }

    private string TooLong => string.Create(CultureInfo.InvariantCulture,
        $"The request took longer than {limits.Value.ExecutionTimeout.TotalSeconds:0.#} seconds.");

    private static IError? FindClientError(Exception cause)
        => cause is GraphQLException { Errors: [var error, ..] } ? error
            : cause is AggregateException { InnerExceptions: var several }
                ? several.Select(FindClientError).FirstOrDefault(found => found is not null)
            : cause.InnerException is { } inner ? FindClientError(inner)
            : null;

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "A GraphQL field failed, trace {TraceId}.")]
    private partial void LogFailure(Exception cause, string traceId);
}
