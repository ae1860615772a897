using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>Parses the document, unless it was found in the cache.</summary>
internal sealed class DocumentParserStep(PipelineParts parts, PipelineDelegate next)
{
    public static RequestStep Step { get; } = new(
        "DocumentParser", (parts, next) => new DocumentParserStep(parts, next).InvokeAsync);

    private ValueTask InvokeAsync(RequestState state)
    {
        if (state.Text is not { } text)
        {
            return PersistedOperationNotFoundStep.WriteErrorAsync(parts.Errors, state);
        }

        if (state.Document is null)
        {
            try
            {
                state.Syntax = Utf8GraphQLParser.Parse(text, parts.Parser);
            }
            catch (SyntaxException exception)
            {
                // What is wrong with it is kept as what is wrong with an invalid one, and told by the validation.
                state.Document = new PreparedDocument(
                    text,
                    [new Error(exception.Message) { Locations = [exception.Location], Code = ErrorCodes.Syntax }]);
                state.Documents?.Add(text, state.Document);
            }
        }

        return next(state);
    }
}
