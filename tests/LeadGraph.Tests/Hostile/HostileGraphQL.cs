using System.Text;
using System.Text.Json;

namespace LeadGraph.Tests.Hostile;

/// <summary>Malicious request bodies for the GraphQL endpoint.</summary>
public static class HostileGraphQL
{
    // Many fields that merge into few, or that cost less than the limit.
    private static readonly string[] Harmless =
        ["alias bomb", "fragment bomb", "inline fragment bomb by aliases", "a huge block string"];

    private const string Page = "userActivity(first: 1) { nodes { userId } }";

    private static readonly string[] Texts =
    [
        "' OR '1'='1", "'; DROP TABLE events; --", "\" OR \"\"=\"", "%' UNION SELECT * FROM events --", "\\'; --", "$$",
        "%", "_", "\\", "\0", "\ud800", "\u202e", "\uffff", new string('%', 900), new string('a', 500_000)
    ];

    /// <summary>The bodies, each with a name and whether a response with data is correct.</summary>
    public static IEnumerable<(string Name, byte[] Body, bool MayHaveData)> All()
    {
        foreach (var (name, document) in Documents())
        {
            yield return (name, Query(document), Harmless.Contains(name));
        }

        foreach (var (name, document, variables) in WithVariables())
        {
            yield return (name, Encoding.UTF8.GetBytes($"{{\"query\":{JsonSerializer.Serialize(document)},\"variables\":{variables}}}"), true);
        }

        foreach (string text in Texts)
        {
            string shown = JsonEncodedText.Encode(text.Length > 20 ? text[..20] : text.Replace('\ud800', '?')).ToString();
            string json = $"\"{string.Concat(text.Select(character => $"\\u{(int)character:x4}"))}\"";
            foreach (string field in new[] { "username", "firstName", "email" })
            {
                foreach (string operation in new[] { "eq", "ncontains", "startsWith", "endsWith", "in" })
                {
                    yield return ($"{field} {operation} {shown}", Encoding.UTF8.GetBytes(
                        $"{{\"query\":\"query($f: UserActivityFilterInput) {{ userActivity(where: $f) {{ totalCount }} }}\","
                        + $"\"variables\":{{\"f\":{{\"{field}\":{{\"{operation}\":{(operation == "in" ? $"[{json}]" : json)}}}}}}}}}"), true);
                }
            }

            yield return ($"search {shown}", Encoding.UTF8.GetBytes(
                "{\"query\":\"query($s: String) { userActivity(search: $s) { totalCount nodes { email } } }\","
                + $"\"variables\":{{\"s\":{json}}}}}"), true);
            yield return ($"cursor {shown}", Encoding.UTF8.GetBytes(
                $"{{\"query\":\"query($s: String) {{ userActivity(after: $s) {{ totalCount }} }}\",\"variables\":{{\"s\":{json}}}}}"), true);
        }

        foreach (var (name, body) in Bodies())
        {
            yield return (name, body, false);
        }
    }

    private static IEnumerable<(string Name, string Document)> Documents()
    {
        string times(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(part));
        string nest(int depth, string open, string inner, string close)
            => times(depth, _ => open) + inner + times(depth, _ => close);

        yield return ("deep selection", nest(50_000, "{a", "", "}"));
        yield return ("unclosed selections", times(200_000, _ => "{a"));
        yield return ("deep list literal", $"{{ userActivity(search: {nest(100_000, "[", "", "]")}) {{ totalCount }} }}");
        yield return ("deep object literal", $"{{ userActivity(where: {nest(50_000, "{and:[", "", "]}")}) {{ totalCount }} }}");
        yield return ("deep list type", $"query($a: {nest(100_000, "[", "Int", "]")}) {{ __typename }}");
        yield return ("deep inline fragments", $"{{ {nest(50_000, "...{", "__typename", "}")} }}");
        yield return ("wide selection", $"{{ {times(50_000, i => $"a{i}: __typename ")} }}");
        yield return ("alias bomb", $"{{ {times(400, i => $"a{i}: leadScoreSummary {{ users }} ")} }}");
        yield return ("expensive aliases", $"{{ {times(20, i => $"a{i}: userActivity(search: \"{i}\") {{ totalCount nodes {{ userId recentEvents(first: 100) {{ details }} }} }} ")} }}");
        yield return ("fragment bomb", "{ ...f0 } " + times(60, i => $"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }} ")
            + $"fragment f60 on Query {{ {Page} }}");
        yield return ("inline fragment bomb by aliases", "{ ...f0 } " + times(40, i => $"fragment f{i} on Query {{ a{i}: {Page} ...f{i + 1} ... {{ ...f{i + 1} }} }} ")
            + "fragment f40 on Query { __typename leadScoreSummary { users users users } }");
        yield return ("cyclic fragments", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }");
        yield return ("a fragment of itself", "{ ...a } fragment a on Query { ...a }");
        yield return ("a long cycle", "{ ...f0 } " + times(1_500, i => $"fragment f{i} on Query {{ ...f{(i + 1) % 1_500} }} "));
        yield return ("a long chain", "{ ...f0 } " + times(1_800, i => $"fragment f{i} on Query {{ ...f{i + 1} }} ") + "fragment f1800 on Query { x }");
        yield return ("directive bomb", $"{{ __typename {times(20_000, _ => "@include(if: true) ")} }}");
        yield return ("unknown directives", $"{{ __typename {times(2_000, i => $"@d{i} ")} }}");
        yield return ("fields that cannot be merged", $"{{ {times(1_000, i => $"userActivity(first: {i}) {{ totalCount }} ")} }}");
        yield return ("nested fields that have to be merged", $"{{ {times(300, _ => "userActivity { nodes { userId x: email } nodes { x: userId } } ")} }}");
        yield return ("many operations", times(3_000, i => $"query q{i} {{ __typename }} "));
        yield return ("many variables", $"query({times(3_000, i => $"$v{i}: Int ")}) {{ __typename }}");
        yield return ("introspection in circles", $"{{ __schema {{ types {{ {nest(200, "fields { type { ", "name", "} }")} }} }} }}");
        yield return ("a huge name", $"{{ {new string('a', 500_000)} }}");
        yield return ("a huge string", $"{{ userActivity(search: \"{new string('a', 900_000)}\") {{ totalCount }} }}");
        yield return ("a huge block string", $"{{ userActivity(search: \"\"\"{times(200_000, _ => "\n ")}\"\"\") {{ totalCount }} }}");
        yield return ("a huge number", $"{{ userActivity(first: {new string('9', 500_000)}) {{ totalCount }} }}");
        yield return ("a huge exponent", "{ userActivity(first: 1e999999999) { totalCount } }");
        yield return ("a huge identifier of a user", "{ userActivityById(userId: 99999999999999999999999) { userId } }");
        yield return ("a huge list", $"{{ userActivity(where: {{ userId: {{ in: [{times(200_000, i => "1,")}] }} }}) {{ totalCount }} }}");
        yield return ("a negative page", "{ userActivity(first: -1) { totalCount } }");
        yield return ("a huge page", "{ userActivity(first: 2147483647) { nodes { userId } } }");
        yield return ("both ends", "{ userActivity(first: 1, last: 1, after: \"!\", before: \"?\") { nodes { userId } } }");
        yield return ("a year that is none", "{ userActivity(where: { registeredAt: { gt: \"99999-01-01T00:00:00Z\" } }) { totalCount } }");
        yield return ("unclosed string", "{ userActivity(search: \"");
        yield return ("unclosed block string", "{ userActivity(search: \"\"\"");
        yield return ("escapes beyond Unicode", "{ userActivity(search: \"\\u{110000}\") { totalCount } }");
        yield return ("half a surrogate", "{ userActivity(search: \"\\ud800\") { totalCount } }");
        yield return ("controls", "\0\u0001\u0002{");
        yield return ("a megabyte of comments", times(30_000, _ => "#aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"));
        yield return ("a megabyte of commas", new string(',', 1_000_000));
        yield return ("nothing", " ");
    }

    private static IEnumerable<(string Name, string Document, string Variables)> WithVariables()
    {
        const string Filter = "query($f: UserActivityFilterInput) { userActivity(where: $f) { totalCount } }";
        string times(int count, Func<int, string> part) => string.Join(',', Enumerable.Range(0, count).Select(part));

        yield return ("a list of 150,000", Filter, $"{{\"f\":{{\"userId\":{{\"in\":[{times(150_000, i => $"{i}")}]}}}}}}");
        yield return ("a list of 4,000", Filter, $"{{\"f\":{{\"userId\":{{\"in\":[{times(4_000, i => $"{i}")}]}}}}}}");
        yield return ("400 alternatives", Filter, $"{{\"f\":{{\"or\":[{times(400, i => $"{{\"userId\":{{\"eq\":{i}}}}}")}]}}}}");
        yield return ("2,000 empty alternatives", Filter, $"{{\"f\":{{\"or\":[{times(2_000, i => "{}")}]}}}}");
        yield return ("60 levels of and", Filter, "{\"f\":" + string.Concat(Enumerable.Repeat("{\"and\":[", 28)) + "{}" + string.Concat(Enumerable.Repeat("]}", 28)) + "}");
        yield return ("variables nested beyond JSON's depth", Filter, "{\"f\":" + new string('[', 100_000) + new string(']', 100_000) + "}");
        yield return ("100,000 variables", Filter, $"{{{times(100_000, i => $"\"v{i}\":1")}}}");
        yield return ("names that hash alike", Filter, $"{{{times(16_384, i => $"\"{string.Concat(Enumerable.Range(0, 14).Select(bit => (i >> bit & 1) == 0 ? "Aa" : "BB"))}\":1")}}}");
        yield return ("one name again and again", Filter, $"{{{times(50_000, _ => "\"f\":{}")}}}");
        yield return ("unknown fields of a filter", Filter, $"{{\"f\":{{{times(5_000, i => $"\"x{i}\":1")}}}}}");
        yield return ("a number of 900,000 digits", "query($n: Int) { userActivity(first: $n) { totalCount } }", $"{{\"n\":{new string('9', 900_000)}}}");
        yield return ("a list for a number", "query($n: Int) { userActivity(first: $n) { totalCount } }", $"{{\"n\":[{times(100_000, _ => "1")}]}}");
        yield return ("variables that are a list", Filter, "[1]");
        yield return ("variables that are a text", Filter, "\"x\"");
    }

    private static IEnumerable<(string Name, byte[] Body)> Bodies()
    {
        yield return ("no body", []);
        yield return ("null", "null"u8.ToArray());
        yield return ("a batch of 10,000", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{\"query\":\"{__typename}\"}", 10_000))}]"));
        yield return ("deep JSON", Encoding.UTF8.GetBytes(new string('[', 500_000)));
        yield return ("deep JSON beside the query", Encoding.UTF8.GetBytes($"{{\"query\":\"{{__typename}}\",\"x\":{new string('[', 200_000)}}}"));
        yield return ("deep extensions", Encoding.UTF8.GetBytes($"{{\"query\":\"{{__typename}}\",\"extensions\":{string.Concat(Enumerable.Repeat("{\"a\":", 100_000))}"));
        yield return ("broken UTF-8", [.. "{\"query\":\"{ userActivity(search: \\\""u8, 0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80, .. "\\\") { totalCount } }\"}"u8]);
        yield return ("UTF-16", Encoding.Unicode.GetBytes("{\"query\":\"{__typename}\"}"));
        yield return ("garbage after the end", "{\"query\":\"{__typename}\"}}"u8.ToArray());
        yield return ("half of it", "{\"query\":\"{__typename}\""u8.ToArray());
        yield return ("a query that is a list", "{\"query\":[\"{__typename}\"]}"u8.ToArray());
        yield return ("two megabytes", Query(new string(' ', 2_000_000)));
        yield return ("a persisted query that is not the text's", Encoding.UTF8.GetBytes(
            $"{{\"query\":\"{{__typename}}\",\"extensions\":{{\"persistedQuery\":{{\"version\":1,\"sha256Hash\":\"{new string('0', 64)}\"}}}}}}"));
        yield return ("a persisted query of another kind", "{\"extensions\":{\"persistedQuery\":[[]]}}"u8.ToArray());
        yield return ("an identifier that climbs out", "{\"id\":\"../../../../etc/passwd\"}"u8.ToArray());
        yield return ("a hash of 500,000 characters", Encoding.UTF8.GetBytes(
            $"{{\"extensions\":{{\"persistedQuery\":{{\"version\":1,\"sha256Hash\":\"{new string('a', 500_000)}\"}}}}}}"));
    }

    private static byte[] Query(string document) => JsonSerializer.SerializeToUtf8Bytes(new { query = document });
}
