using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotChocolate.Execution;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>Schemas of tests, and what executing them answers.</summary>
internal static class Schemas
{
    private static readonly JsonSerializerOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Schema FromSdl(string sdl) => SdlSchemaBuilder.Build(Utf8GraphQLParser.Parse(sdl));

    public static Schema From<TQuery>(Action<SchemaBuilder>? configure = null)
    {
        var builder = new SchemaBuilder { QueryType = typeof(TQuery) };
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>The mistakes for which a schema is refused.</summary>
    public static IReadOnlyList<string> MistakesIn<TQuery>(Action<SchemaBuilder>? configure = null)
        => Assert.Throws<SchemaException>(() => From<TQuery>(configure)).Errors;

    public static IReadOnlyList<string> MistakesInSdl(string sdl)
        => Assert.Throws<SchemaException>(() => FromSdl(sdl)).Errors;

    /// <summary>The definition of one type, as the schema's SDL has it.</summary>
    public static string Definition(this Schema schema, string name)
    {
        string[] blocks = schema.ToString().Split("\n\n");
        return Assert.Single(blocks, block => block.Split('\n').Any(line =>
            line.Split(' ') is [not "directive", var defined, ..] && defined == name)).TrimEnd();
    }

    /// <summary>The response as JSON on one line.</summary>
    public static async Task<string> AskAsync(
        this Schema schema, string document, IReadOnlyDictionary<string, object?>? variables = null)
    {
        IExecutionResult result = await TestExecutor.Create(schema).ExecuteAsync(
            OperationRequestBuilder.New().SetDocument(document).SetVariableValues(variables).Build());
        return JsonNode.Parse(result.ToJson())!.ToJsonString(s_options);
    }
}
