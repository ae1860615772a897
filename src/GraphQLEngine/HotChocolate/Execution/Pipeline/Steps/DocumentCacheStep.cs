namespace HotChocolate.Execution;

/// <summary>Has documents parsed and validated once while they are in use.</summary>
internal sealed class DocumentCacheStep(DocumentCache documents, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "DocumentCache", (parts, next) => new DocumentCacheStep(parts.Documents, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        state.Documents = documents;
        if (state.Text is { } text)
        {
            state.Document = documents.Find(text);
        }

        return next(state);
    }
}
