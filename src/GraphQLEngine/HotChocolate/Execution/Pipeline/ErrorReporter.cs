namespace HotChocolate.Execution;

/// <summary>Creates the results of requests that fail; the application's error filters see the errors first.</summary>
/// <param name="filters">The application's filters, in the order in which they are called.</param>
/// <param name="revealsSchemaNames">Whether messages may contain names of the schema.</param>
internal sealed class ErrorReporter(IReadOnlyList<IErrorFilter> filters, bool revealsSchemaNames)
{
    private static Error Unexpected { get; } = new("Unexpected Execution Error");

    /// <summary>Ends a request that is not executed.</summary>
    public ValueTask WriteErrorAsync(RequestState state, RequestErrorKind kind, params IReadOnlyList<IError> errors)
    {
        state.Result = Refuse(state, kind, errors);
        return ValueTask.CompletedTask;
    }

    /// <summary>The result of a request that is not executed.</summary>
    public OperationResult Refuse(RequestState state, RequestErrorKind kind, params IReadOnlyList<IError> errors)
        => new(
            kind,
            filters.Count == 0 && revealsSchemaNames ? errors : [.. errors.Select(error => Filter(error, state))]);

    /// <summary>The result of a request that failed with an unexpected exception.</summary>
    public OperationResult Fail(RequestState state, Exception exception)
        => new(RequestErrorKind.Server, [Filter(Unexpected with { Exception = exception }, state)]);

    /// <summary>The result of a request that took longer than it may.</summary>
    public OperationResult TimedOut(RequestState state, Exception exception, TimeSpan limit)
    {
        state.Cause ??= exception;
        return Refuse(
            state,
            RequestErrorKind.Server,
            new Error($"The request took longer than {limit.TotalSeconds:0.#} seconds.") { Code = ErrorCodes.Timeout });
    }

    /// <summary>
    /// The error as the client gets it: without names of the schema where those are hidden, and as the error filters
    /// return it. If a filter throws, the client gets the message for unexpected errors.
    /// </summary>
    public IError Filter(IError error, RequestState state)
    {
        IError filtered = error is Error named && !revealsSchemaNames ? named.WithoutSchemaNames() : error;
        try
        {
            foreach (IErrorFilter filter in filters)
            {
                filtered = filter.OnError(filtered);
            }
        }
        catch (Exception failure)
        {
            filtered = error as Error is { } placed
                ? Unexpected with { Exception = failure, Path = placed.Path, Locations = placed.Locations }
                : Unexpected with { Exception = failure };
        }

        state.Cause ??= filtered.Exception;
        return filtered;
    }
}
