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

    /// <summary>What the first schema has and the second lacks or has otherwise; the second may have more.</summary>
    public static string[] Missing(string expected, string actual)
        => [.. Definitions(expected).SelectMany(Parts).Except(Definitions(actual).SelectMany(Parts))];

    // A definition without its body, and what the body holds, each by itself.
    private static IEnumerable<string> Parts(string definition)
    {
        string[] tokens = definition.Split(' ');
        int body = tokens[0] == "directive" ? -1 : Array.IndexOf(tokens, "{");
        return body < 0
            ? [definition]
            : Heads(tokens[..body]).Concat(Members($"{tokens[0]} {tokens[1]}", tokens[(body + 1)..^1]));
    }

    // What stands before the body. Each interface stands by itself: a type may come to implement more.
    private static IEnumerable<string> Heads(string[] tokens)
    {
        int start = Array.IndexOf(tokens, "implements");
        if (start < 0)
        {
            yield return string.Join(' ', tokens);
            yield break;
        }

        int found = Array.IndexOf(tokens, "@");
        int end = found < 0 ? tokens.Length : found;
        yield return string.Join(' ', tokens[..start].Concat(tokens[end..]));
        foreach (string name in tokens[(start + 1)..end].Where(token => token != "&"))
        {
            yield return $"{tokens[0]} {tokens[1]} implements {name}";
        }
    }

    // Fields, arguments or values. A field stands without its arguments, which follow it.
    private static IEnumerable<string> Members(string owner, string[] tokens)
    {
        int[] starts = [.. StartsOfMembers(owner, tokens), tokens.Length];
        foreach (var (start, end) in starts.Zip(starts.Skip(1)))
        {
            string[] member = tokens[start..end];
            int close = member is [_, "(", ..] ? EndOfArguments(member) : 0;
            yield return $"{owner}.{member[0]} {string.Join(' ', member[(close + 1)..])}";
            foreach (string argument in close == 0 ? [] : Members($"{owner}.{member[0]}", member[2..close]))
            {
                yield return argument;
            }
        }
    }

    private static int EndOfArguments(string[] field)
    {
        int end = 1;
        for (int depth = 1; depth > 0;)
        {
            depth += field[++end] switch { "(" => 1, ")" => -1, _ => 0 };
        }

        return end;
    }

    private static IEnumerable<int> StartsOfMembers(string owner, string[] tokens)
    {
        for (int i = 0, depth = 0; i < tokens.Length; i++)
        {
            if (depth == 0 && Name().IsMatch(tokens[i]) && (i == 0 || tokens[i - 1] != "@")
                && (owner.StartsWith("enum ", StringComparison.Ordinal)
                    || (i + 1 < tokens.Length && tokens[i + 1] is ":" or "(")))
            {
                yield return i;
            }

            depth += tokens[i] is "(" or "{" or "[" ? 1 : tokens[i] is ")" or "}" or "]" ? -1 : 0;
        }
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

    [GeneratedRegex("^[_A-Za-z]\\w*$")]
    private static partial Regex Name();

    [GeneratedRegex("^(schema|scalar|type|interface|union|enum|input|directive)$")]
    private static partial Regex Keyword();

    [GeneratedRegex("\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|[{}()\\[\\]:!=@|&]|[^\\s,{}()\\[\\]:!=@|&\"]+")]
    private static partial Regex Token();
}
