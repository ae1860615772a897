using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>Validates the document, unless it was found in the cache, and refuses it if it is not valid.</summary>
internal sealed class DocumentValidationStep(PipelineParts parts, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "DocumentValidation", (parts, next) => new DocumentValidationStep(parts, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        PreparedDocument document = state.Document ??= Validate(state.Text!, state.Syntax!, state.Documents);
        state.Syntax = null;
        return document.Errors.Count > 0
            ? parts.Errors.WriteErrorAsync(state, RequestErrorKind.Document, document.Errors)
            : next(state);
    }

    private PreparedDocument Validate(string text, DocumentNode syntax, DocumentCache? documents)
    {
        IReadOnlyList<IError> errors = parts.Validate(syntax);
        PreparedDocument document = errors.Count > 0
            ? new PreparedDocument(text, errors)
            : new PreparedDocument(text, parts.Schema, syntax);
        documents?.Add(text, document);
        return document;
    }
}
