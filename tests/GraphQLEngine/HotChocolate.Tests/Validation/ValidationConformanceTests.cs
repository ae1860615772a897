using System.Text.Json;
using System.Text.Json.Nodes;
using HotChocolate.Conformance;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

public sealed class ValidationConformanceTests
{
    private readonly Dictionary<string, Schema> _schemas = [];

    [ConformanceFact]
    public Task Validate_ExecutableVectors_ReportAsRecorded() =>
        ConformanceVectors.AssertAllPassAsync("validate", Validate);

    [ConformanceFact]
    public Task Validate_TypeSystemVectors_ReportAsRecorded() =>
        ConformanceVectors.AssertAllPassAsync("validate-sdl", ValidateTypeSystem);

    private static JsonObject ValidateTypeSystem(JsonElement vector)
    {
        DocumentNode? baseDocument = vector.TryGetProperty("baseSdl", out JsonElement baseSdl)
            ? Utf8GraphQLParser.Parse(baseSdl.GetString()!)
            : null;
        DocumentNode document = Utf8GraphQLParser.Parse(vector.GetProperty("sdl").GetString()!);
        return ToJson(TypeSystemValidator.Validate(document, baseDocument));
    }

    private JsonObject Validate(JsonElement vector)
    {
        string schemaId = vector.GetProperty("schemaId").GetString()!;
        if (!_schemas.TryGetValue(schemaId, out Schema? schema))
        {
            DocumentNode sdl = Utf8GraphQLParser.Parse(ConformanceVectors.ReadSchema(schemaId));
            _schemas[schemaId] = schema = SdlSchemaBuilder.Build(sdl);
        }

        DocumentNode document = Utf8GraphQLParser.Parse(
            ConformanceVectors.GetQuery(vector), ConformanceVectors.ParserOptions);
        return ToJson(DocumentValidator.Validate(schema, document));
    }

    private static JsonObject ToJson(IReadOnlyList<IError> errors) => new()
    {
        ["errors"] = new JsonArray(
        [
            .. errors.Cast<Error>().Select(static error => new JsonObject
            {
                ["locations"] = new JsonArray([.. error.Locations.Select(ConformanceVectors.ToJson)]),
            }),
        ]),
    };
}
