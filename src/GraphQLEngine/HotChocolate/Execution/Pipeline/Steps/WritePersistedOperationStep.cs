namespace HotChocolate.Execution;

/// <summary>Stores the valid document of a request that came with its hash.</summary>
internal sealed class WritePersistedOperationStep(PipelineParts parts, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "WritePersistedOperation", (parts, next) => new WritePersistedOperationStep(parts, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        if (state.Request is not { Document: { } text, DocumentId: { } id })
        {
            return next(state);
        }

        return string.Equals(id, PreparedDocument.HashOf(text), StringComparison.OrdinalIgnoreCase)
            ? WriteAsync(id, text, state)
            : parts.Errors.WriteErrorAsync(
                state,
                RequestErrorKind.Document,
                new Error("`sha256Hash` is not the SHA-256 hash of `query`.") { Code = ErrorCodes.Syntax });
    }

    private async ValueTask WriteAsync(string id, string text, RequestState state)
    {
        await next(state).ConfigureAwait(false);
        if (state.Operation is not null)
        {
            await parts.Storage!.SaveAsync(id, text, state.Aborted).ConfigureAwait(false);
        }
    }
}
