using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HotChocolate.Execution;
using HotChocolate.Execution.Options;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Conformance;

/// <summary>
/// Runs the conformance vectors where introspection is not allowed: no message may tell a name of the schema that the
/// request does not hold. The names get a suffix first, which tells them from the words of the messages.
/// </summary>
public sealed partial class HiddenNamesTests
{
    private const string Suffix = "Zq9";

    private static readonly string[] s_builtIns = ["Int", "Float", "String", "Boolean", "ID"];

    // Names that the specification defines, or that the root values of the vectors use.
    private static readonly HashSet<string> s_kept =
    [
        .. s_builtIns, .. DirectiveLocationNames.All, "query", "mutation", "subscription", "fragment", "on", "true",
        "false", "null", "schema", "type", "interface", "union", "enum", "input", "scalar", "directive", "extend",
        "implements", "repeatable", "if", "skip", "include", "deprecated", "reason", "specifiedBy", "url", "oneOf",
        "defer", "stream", "label", "initialCount", "args", "error",
    ];

    [ConformanceTheory]
    [InlineData("validate")]
    [InlineData("validate-optional")]
    [InlineData("execute")]
    public async Task Errors_WithoutIntrospection_TellNoNameOfTheSchema(string suite)
    {
        int count = 0;
        var told = new SortedSet<string>(StringComparer.Ordinal);
        foreach (JsonElement vector in ConformanceVectors.Read(suite))
        {
            string sdl = vector.TryGetProperty("schema", out JsonElement inline)
                ? inline.GetString()!
                : ConformanceVectors.ReadSchema(vector.GetProperty("schemaId").GetString()!);
            HashSet<string> names = NamesOf(sdl);
            string document = Rename(ConformanceVectors.GetQuery(vector), names);
            string variables = vector.TryGetProperty("variables", out JsonElement json)
                ? Rename(json.GetRawText(), names)
                : "{}";
            var request = new OperationRequest
            {
                Document = document,
                OperationName = vector.TryGetProperty("operationName", out JsonElement operation)
                    && operation.GetString() is { } name ? Rename(name, names) : null,
                Variables = Encoding.UTF8.GetBytes(variables),
            };
            JsonElement root = vector.TryGetProperty("root", out JsonElement value)
                ? JsonElement.Parse(Rename(value.GetRawText(), names))
                : JsonElement.Parse("{}");
            HashSet<string> given = [.. WordsOf(document), .. WordsOf(variables)];
            foreach (string message in await MessagesAsync(Rename(sdl, names), request, root))
            {
                count++;
                if (WordsOf(message).Any(word => IsOfTheSchema(word) && !given.Contains(word)))
                {
                    told.Add(message);
                }
            }
        }

        Assert.True(count > 20, $"There are only {count} errors.");
        Assert.True(told.Count == 0, string.Join('\n', told));
    }

    private static bool IsOfTheSchema(string word)
        => word.EndsWith(Suffix, StringComparison.Ordinal) || s_builtIns.Contains(word);

    private static async Task<string[]> MessagesAsync(string sdl, OperationRequest request, JsonElement root)
    {
        Schema schema = SdlSchemaBuilder.Build(
            Utf8GraphQLParser.Parse(sdl, ConformanceVectors.ParserOptions), JsonRoot.Resolve, JsonRoot.ResolveType);
        RequestExecutor executor =
            TestExecutor.Create(schema, options: new RequestExecutorOptions { RevealsSchemaNames = false });
        await using IExecutionResult result = await executor.ExecuteAsync(request, root, CancellationToken.None);
        return JsonElement.Parse(result.ToJson()).TryGetProperty("errors", out JsonElement errors)
            ? [.. errors.EnumerateArray().Select(error => error.GetProperty("message").GetString()!)]
            : [];
    }

    private static HashSet<string> NamesOf(string sdl)
        => [.. WordsOf(sdl).Where(word => !s_kept.Contains(word) && !word.StartsWith("__", StringComparison.Ordinal))];

    private static string Rename(string text, HashSet<string> names)
        => Words().Replace(text, word => names.Contains(word.Value) ? word.Value + Suffix : word.Value);

    private static IEnumerable<string> WordsOf(string text) => Words().Matches(text).Select(word => word.Value);

    [GeneratedRegex(@"(?<![\w\\])[_A-Za-z]\w*")]
    private static partial Regex Words();
}
