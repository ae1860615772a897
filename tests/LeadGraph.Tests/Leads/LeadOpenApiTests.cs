using System.Text.Json;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads;

/// <summary>The OpenAPI document of the endpoint of leads.</summary>
public class LeadOpenApiTests
{
    private const string Path = "/api/user-activity";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task OpenApi_DescribesParametersAndEveryOutcome(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            provider, ("LeadGraph:MaxLeads", "50"));

        using JsonDocument document = JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/v1.json"));

        JsonElement get = document.RootElement.GetProperty("paths").GetProperty(Path).GetProperty("get");
        Assert.Equal(
            ["200", "304", "400", "401", "403", "405", "429", "500", "503"],
            get.GetProperty("responses").EnumerateObject().Select(outcome => outcome.Name).Order());
        Assert.Equal(
            [
                "lead_score", "search", "segment", "falls_before", "as_of", "fields", "limit", "after", "count", "strict"
            ],
            get.GetProperty("parameters").EnumerateArray().Select(x => x.GetProperty("name").GetString()));
        Assert.Equal(50, get.GetProperty("parameters")[6].GetProperty("schema").GetProperty("maximum").GetInt32());
        JsonElement fields = document.RootElement.GetProperty("components").GetProperty("schemas")
            .GetProperty("LeadRow").GetProperty("properties");
        Assert.Equal(
            [
                "user_id: integer int64", "username: null string", "first_name: null string", "email: null string",
                "total_events: integer int32", "active_days: integer int32", "last_activity: null string date-time",
                "lead_score: string"
            ],
            fields.EnumerateObject().Select(field => $"{field.Name}: {TypeOf(document, field.Value)}"));
        JsonElement outcomes = get.GetProperty("responses");
        foreach (var (status, header) in new[]
        {
            ("200", "ETag"), ("200", "Link"), ("200", "X-Total-Count"), ("304", "ETag"), ("405", "Allow"), ("500", "X-Trace-Id")
        })
        {
            Assert.True(outcomes.GetProperty(status).GetProperty("headers").TryGetProperty(header, out _));
        }

        JsonElement head = document.RootElement.GetProperty("paths").GetProperty(Path).GetProperty("head");
        Assert.All(head.GetProperty("responses").EnumerateObject(),
            outcome => Assert.False(outcome.Value.TryGetProperty("content", out _), outcome.Name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ApiKey", "bearer: http bearer", "apiKey: apiKey X-Api-Key")]
    public async Task OpenApi_NamesEachOperationAndHowCallersIdentifyThemselves(string? mode, params string[] schemes)
    {
        string key = ApiKey.New();
        (string, string?)[] settings = mode is null ? [] :
        [
            ("LeadGraph:Auth:Mode", mode), ("LeadGraph:Auth:ApiKeys:crm:Hash", ApiKey.HashOf(key)),
            ("LeadGraph:Auth:ApiKeys:crm:Scopes", "read")
        ];
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite, settings);
        host.Client.DefaultRequestHeaders.Add("X-Api-Key", key);

        using JsonDocument document = JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/v1.json"));

        Assert.Equal("LeadGraph", document.RootElement.GetProperty("info").GetProperty("title").GetString());
        string[] ids =
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
                .Select(operation => operation.Value.GetProperty("operationId").GetString()!)
        ];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(["listLeads", "listLeadsHead", "listLeadScoreChanges", "downloadLeads"], id => Assert.Contains(id, ids));
        JsonElement leads = document.RootElement.GetProperty("paths").GetProperty(Path).GetProperty("get")
            .GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json");
        Assert.Equal("hot", leads.GetProperty("example")[0].GetProperty("lead_score").GetString());
        Assert.Equal(schemes, !document.RootElement.GetProperty("components")
            .TryGetProperty("securitySchemes", out JsonElement found)
            ? [] : found.EnumerateObject().Select(scheme => $"{scheme.Name}: {scheme.Value.GetProperty("type")} "
                + (scheme.Value.TryGetProperty("scheme", out JsonElement name) ? name : scheme.Value.GetProperty("name"))));
        Assert.Equal(schemes.Length, document.RootElement.TryGetProperty("security", out JsonElement security)
            ? security.GetArrayLength() : 0);
    }

    private static string TypeOf(JsonDocument document, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            schema = document.RootElement.GetProperty("components").GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        JsonElement type = schema.GetProperty("type");
        string types = type.ValueKind == JsonValueKind.Array
            ? string.Join(' ', type.EnumerateArray().Select(name => name.GetString()))
            : type.GetString()!;
        return schema.TryGetProperty("format", out JsonElement format) ? $"{types} {format}" : types;
    }
}
