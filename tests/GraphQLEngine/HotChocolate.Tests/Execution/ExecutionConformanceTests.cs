using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotChocolate.Conformance;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

public class ExecutionConformanceTests
{
    private readonly ConcurrentDictionary<string, Schema> _schemas = new();

    [ConformanceFact]
    public Task Execute_ConformanceVectors_AllPass()
        => ConformanceVectors.AssertAllPassAsync("execute", vector => RunAsync(vector, JsonRoot.Resolve));

    [ConformanceFact]
    public Task Execute_ConformanceVectorsWithFieldsToWaitFor_AllPass()
        => ConformanceVectors.AssertAllPassAsync("execute", vector => RunAsync(vector, JsonRoot.ResolveLater));

    private async Task<JsonObject> RunAsync(JsonElement vector, FieldResolver resolver)
    {
        string sdl = vector.TryGetProperty("schema", out JsonElement inline)
            ? inline.GetString()!
            : ConformanceVectors.ReadSchema(vector.GetProperty("schemaId").GetString()!);
        Schema schema = _schemas.GetOrAdd(sdl, text => SdlSchemaBuilder.Build(
            Utf8GraphQLParser.Parse(text, ConformanceVectors.ParserOptions), resolver, JsonRoot.ResolveType));
        var request = new OperationRequest
        {
            Document = ConformanceVectors.GetQuery(vector),
            OperationName = vector.TryGetProperty("operationName", out JsonElement name) ? name.GetString() : null,
            Variables = vector.TryGetProperty("variables", out JsonElement variables)
                ? Encoding.UTF8.GetBytes(variables.GetRawText())
                : default,
        };
        await using IExecutionResult result = await TestExecutor.Create(schema)
            .ExecuteAsync(request, vector.GetProperty("root"), CancellationToken.None);
        return JsonNode.Parse(result.ToJson(withIndentations: false))!.AsObject();
    }
}
