namespace HotChocolate.Execution;

/// <summary>Refuses requests that bring their own document, where only stored ones are served.</summary>
internal sealed class OnlyPersistedOperationAllowedStep(PipelineParts parts, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "OnlyPersistedOperationAllowed",
        (parts, next) => new OnlyPersistedOperationAllowedStep(parts, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
        => parts.Options.PersistedOperations.OnlyAllowPersistedDocuments
            && state.Request is { Document: not null, IsWarmup: false, AllowsOwnDocument: false }
            ? parts.Errors.WriteErrorAsync(
                state,
                RequestErrorKind.PersistedDocumentRequired,
                new Error("Only stored documents are served here; the request has to name one by its identifier.")
                {
                    Code = ErrorCodes.OnlyPersistedDocuments,
                })
            : next(state);
}
