using System.Text.Json;
using System.Text.RegularExpressions;

namespace LeadGraph.Tests.Reference;

/// <summary>
/// Compares schema texts as schemas: descriptions, white space and the order of definitions do not matter.
/// </summary>
internal static partial class SchemaText
{
    /// <summary>The first difference, or null.</summary>
    public static string? Difference(string expected, string actual)
    {
        string[] expectedDefinitions = Definitions(expected);
        string[] actualDefinitions = Definitions(actual);
        string[] missing = [.. expectedDefinitions.Except(actualDefinitions)];
        string[] unexpected = [.. actualDefinitions.Except(expectedDefinitions)];
        return missing.Length + unexpected.Length == 0
            ? null
            : $"missing: {string.Join(" | ", missing)}; not expected: {string.Join(" | ", unexpected)}";
    }

    private static string[] Definitions(string sdl)
    {
        var definitions = new List<List<string>>();
        int depth = 0;
        foreach (string token in WithoutDescriptions(sdl))
        {
            if (depth == 0 && Keyword().IsMatch(token) && (definitions.Count == 0 || IsComplete(definitions[^1])))
            {
                definitions.Add([]);
            }

            depth += token is "{" or "(" ? 1 : token is "}" or ")" ? -1 : 0;
            definitions[^1].Add(token);
        }

        return [.. definitions.Select(tokens => string.Join(' ', tokens)).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Whether the tokens so far can be a whole definition: a name that is a keyword follows a keyword.
    /// </summary>
    private static bool IsComplete(List<string> tokens) => tokens.Count > 1 && tokens[^1] != "@";

    private static IEnumerable<string> WithoutDescriptions(string sdl)
    {
        string previous = "";
        foreach (Match match in Token().Matches(sdl))
        {
            string token = match.Value;
            bool isString = token[0] == '"';
            bool isValue = previous is ":" or "=" or "[" || (previous.StartsWith('"') && previous != "\"\"");
            if (isString && !isValue)
            {
                continue;
            }

            previous = token;
            yield return isString && !token.StartsWith("\"\"\"", StringComparison.Ordinal)
                ? JsonSerializer.Serialize(JsonSerializer.Deserialize<string>(token))
                : token;
        }
    }

    [GeneratedRegex("^(schema|scalar|type|interface|union|enum|input|directive)$")]
    private static partial Regex Keyword();

    [GeneratedRegex("\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|[{}()\\[\\]:!=@|&]|[^\\s,{}()\\[\\]:!=@|&\"]+")]
    private static partial Regex Token();
}
