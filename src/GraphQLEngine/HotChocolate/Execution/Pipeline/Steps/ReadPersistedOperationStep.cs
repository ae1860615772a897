namespace HotChocolate.Execution;

/// <summary>Reads the stored document of a request that names one instead of bringing it.</summary>
internal sealed class ReadPersistedOperationStep(IOperationDocumentStorage storage, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "ReadPersistedOperation",
        (parts, next) => new ReadPersistedOperationStep(
            parts.Storage
                ?? throw new InvalidOperationException("Persisted documents need an operation document storage."),
            next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
        => state.Text is null && state.Request.DocumentId is { } id && DocumentIdentifier.IsPlausible(id)
            ? ReadAsync(id, state)
            : next(state);

    private async ValueTask ReadAsync(string id, RequestState state)
    {
        if (await storage.TryReadAsync(id, state.Limited).ConfigureAwait(false) is { } text)
        {
            state.Text = text;
            state.Document = state.Documents?.Find(text);
        }

        await next(state).ConfigureAwait(false);
    }
}
