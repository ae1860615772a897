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
