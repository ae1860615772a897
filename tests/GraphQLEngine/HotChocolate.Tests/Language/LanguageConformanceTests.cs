using System.Text.Json;
using System.Text.Json.Nodes;
using HotChocolate.Conformance;

namespace HotChocolate.Language;

public sealed class LanguageConformanceTests
{
    [ConformanceFact]
    public Task Parse_ExecutableVectors_PrintOrFailAsRecorded() =>
        ConformanceVectors.AssertAllPassAsync("parse", ParseAndPrint);

    [ConformanceFact]
    public Task Parse_TypeSystemVectors_PrintOrFailAsRecorded() =>
        ConformanceVectors.AssertAllPassAsync("schema-parse", ParseAndPrint);

    private static JsonObject ParseAndPrint(JsonElement vector)
    {
        try
        {
            DocumentNode document = Utf8GraphQLParser.Parse(
                ConformanceVectors.GetQuery(vector), ConformanceVectors.ParserOptions);
            return new JsonObject { ["ok"] = true, ["printed"] = SyntaxPrinter.Print(document) };
        }
        catch (SyntaxException error)
        {
            return new JsonObject { ["ok"] = false, ["location"] = ConformanceVectors.ToJson(error.Location) };
        }
    }
}
