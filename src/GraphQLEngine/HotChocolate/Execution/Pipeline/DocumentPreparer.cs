using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>Parses and validates documents, each once while it is in use.</summary>
internal sealed class DocumentPreparer(
    Schema schema, RequestParserOptions parserOptions, Func<DocumentNode, IReadOnlyList<IError>> validate)
{
    private readonly DocumentCache _cache = new();

    public PreparedDocument Prepare(string text) => _cache.GetOrAdd(text, ParseAndValidate);

    private PreparedDocument ParseAndValidate(string text)
    {
        DocumentNode document;
        try
        {
            document = Utf8GraphQLParser.Parse(text, parserOptions);
        }
        catch (SyntaxException exception)
        {
            return new PreparedDocument(
                text,
                [new Error(exception.Message) { Locations = [exception.Location], Code = ErrorCodes.Syntax }]);
        }

        IReadOnlyList<IError> errors = validate(document);
        return errors.Count > 0 ? new PreparedDocument(text, errors) : new PreparedDocument(text, schema, document);
    }
}
