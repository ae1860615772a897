namespace HotChocolate.Execution;

/// <summary>Refuses requests that bring no document and name none that is stored.</summary>
internal sealed class PersistedOperationNotFoundStep(ErrorReporter errors, PipelineDelegate next)
{
    /// <summary>Where the stored documents are given.</summary>
    public static RequestStep Step { get; } = new(
        "PersistedOperationNotFound",
        (parts, next) => new PersistedOperationNotFoundStep(parts.Errors, next).InvokeAsync);

    /// <summary>Where clients store documents: they send one that is not found, with its hash.</summary>
    public static RequestStep AutomaticStep { get; } =
        new("AutomaticPersistedOperationNotFound", Step.Create);

    /// <summary>Refuses a request that has come to no document.</summary>
    public static ValueTask WriteErrorAsync(ErrorReporter errors, RequestState state)
        => state.Request.DocumentId is null
            ? errors.WriteErrorAsync(
                state,
                RequestErrorKind.Document,
                new Error("The request has neither `query` nor the identifier of a stored document.")
                {
                    Code = ErrorCodes.Syntax,
                })
            : errors.WriteErrorAsync(
                state,
                RequestErrorKind.PersistedDocumentNotFound,
                new Error("PersistedQueryNotFound") { Code = ErrorCodes.PersistedDocumentNotFound });

    private ValueTask InvokeAsync(RequestState state)
        => state.Text is null ? WriteErrorAsync(errors, state) : next(state);
}
