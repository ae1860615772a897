using System.Text.Json;
using System.Text.RegularExpressions;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.GraphQL;

/// <summary>Without introspection no error tells a name of the schema that the request does not contain.</summary>
public partial class HiddenNamesTests
{
    // What does not fit at least one of the arguments below.
    private static readonly string[] Values =
    [
        "1", "99999999999999999999", "1.5", "\"x\"", "true", "null", "nope", "[1]", "[null]", "[[1]]", "{}", "{nope:1}",
        "[{nope:1}]", "$v"
    ];

    // A value at % is of another type in each.
    private static readonly string[] Positions =
    [
        "{ userActivity(leadScore: %) { totalCount } }",
        "{ userActivity(search: %) { totalCount } }",
        "{ userActivity(first: %) { totalCount } }",
        "{ userActivity(after: %) { totalCount } }",
        "{ userActivity(where: %) { totalCount } }",
        "{ userActivity(where: { or: % }) { totalCount } }",
        "{ userActivity(where: { userId: % }) { totalCount } }",
        "{ userActivity(where: { userId: { eq: % } }) { totalCount } }",
        "{ userActivity(where: { totalEvents: { in: % } }) { totalCount } }",
        "{ userActivity(where: { leadScore: { eq: % } }) { totalCount } }",
        "{ userActivity(where: { leadScore: { in: % } }) { totalCount } }",
        "{ userActivity(where: { registeredAt: { gt: % } }) { totalCount } }",
        "{ userActivity(where: { email: { contains: % } }) { totalCount } }",
        "{ userActivity(order: %) { totalCount } }",
        "{ userActivity(order: { userId: % }) { totalCount } }",
        "{ userActivityById(userId: %) { email } }",
        "{ userActivity { nodes { recentEvents(first: %) { id } } } }",
        "{ scoringRules @skip(if: %) { windowDays } }",
        "subscription { onLeadScoreChanged(to: %) { userId } }"
    ];

    private static readonly string[] Documents =
    [
        "{ nope }", "{ userActivit { totalCount } }", "{ userActivity }", "{ userActivity { nope } }",
        "{ userActivity { node { nope } } }", "{ userActivity { nodes } }", "{ userActivity { nodes { nope } } }",
        "{ userActivity { nodes { leadScore { hot } } } }", "{ userActivity { nodes { email { text } } } }",
        "{ userActivity { pageInfo } }", "{ userActivity { edges { node } } }",
        "{ userActivity(nope: 1) { totalCount } }",
        "{ userActivityById { email } }", "{ userActivityById(nope: 1) { email } }", "{ leadScoreSummary }",
        "{ leadScoreSummary { nope } }", "{ scoringRules { hot } }", "{ scoringRules { hot { nope } } }",
        "{ scoringRules { windowDays { nope } } }", "subscription { nope }", "subscription { onLeadScoreChanged }",
        "subscription { onLeadScoreChanged { userActivity } }", "mutation { nope }", "{ ... on Nope { a } }",
        "{ ... on Query { nope } }", "{ ... on LeadEvent { id } }", "{ ... on LeadScore { id } }",
        "{ userActivity { ... on UserActivity { email } } }", "{ ...f } fragment f on Nope { a }",
        "{ ...f } fragment f on Long { a }", "{ __type(name: \"Query\") { name } }", "{ __schema { types { name } } }",
        "{ scoringRules @nope { windowDays } }", "{ scoringRules @skip { windowDays } }",
        "{ scoringRules @include(nope: 1, if: true) { windowDays } }", "query @skip(if: true) { __typename }",
        "{ a: userActivity { totalCount } a: scoringRules { windowDays } }",
        "{ userActivity { nodes { a: email a: userId } } }", "{ userActivity { nodes { a: userId a: totalEvents } } }",
        "{ userActivity { nodes { a: leadScore a: registeredAt } } }",
        "query($v: Nope) { userActivity(where: $v) { totalCount } }",
        "query($v: UserActivity) { userActivity(where: $v) { totalCount } }",
        "query($v: Int = \"x\") { userActivity(first: $v) { totalCount } }",
        "query($v: UserActivityFilterInput = { nope: 1 }) { userActivity(where: $v) { totalCount } }",
        "{ userActivity(where: { nope: {} }) { totalCount } }",
        "{ userActivity(where: { email: { nope: 1 } }) { totalCount } }",
        "{ userActivity(order: { nope: ASC }) { totalCount } }", "{ userActivity(first: 1, first: 2) { totalCount } }",
        "{ userActivity(first: 101) { totalCount } }", "{ userActivity(last: -1) { totalCount } }",
        "{ userActivity { nodes { recentEvents(first: 101) { id } } } }",
        $"{{ {string.Concat(Enumerable.Range(0, 450).Select(i => $"a{i}: leadScoreSummary {{ users }} "))} }}",
        $"{{ {string.Concat(Enumerable.Range(0, 2_000).Select(i => $"a{i}: scoringRules {{ windowDays }} "))} }}"
    ];

    private static readonly string[] VariableTypes =
    [
        "Nope", "Int", "Int!", "[Int]", "String", "LeadScore", "UserActivityFilterInput", "[UserActivitySortInput!]",
        "Long!"
    ];

    private static readonly string[] VariableValues =
    [
        "{}", """{"v":null}""", """{"v":1}""", """{"v":"x"}""", """{"v":{"nope":1}}""", """{"v":[1,null,"x"]}""",
        """{"v":{"userId":{"eq":"x"}}}""", """{"v":{"leadScore":{"in":["x"]}}}""", """{"v":{"userId":{"eq":null}}}""",
        """{"v":{"and":[{"nope":1}]}}""", """{"v":[{"userId":"x"}]}"""
    ];

    [EngineFact]
    public async Task Errors_WithoutIntrospection_ContainNoNameThatTheRequestDoesNotContain()
    {
        HashSet<string> names = await SchemaNamesAsync();
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(
            ("LeadGraph:Limits:BurstRequests", "1000000"), ("LeadGraph:Limits:RequestsPerSecond", "1000000"));
        // A subscription without an error would not end.
        host.Client.DefaultRequestHeaders.Accept.ParseAdd("application/graphql-response+json");
        var revealed = new SortedSet<string>(StringComparer.Ordinal);
        int errors = 0;
        foreach ((string document, string variables) in Requests())
        {
            string body = $"{{\"query\":{JsonSerializer.Serialize(document)},\"variables\":{variables}}}";
            using HttpResponseMessage response = await host.Client.PostAsync(
                "/graphql", new StringContent(body, mediaType: new("application/json")));
            string text = await response.TextAsync();
            if (!text.Contains("\"errors\":[", StringComparison.Ordinal))
            {
                continue;
            }

            HashSet<string> given = [.. WordsOf(document), .. WordsOf(variables)];
            foreach (JsonElement error in JsonElement.Parse(text).GetProperty("errors").EnumerateArray())
            {
                errors++;
                string message = error.GetProperty("message").GetString()!;
                string extensions = error.TryGetProperty("extensions", out JsonElement json) ? json.GetRawText() : "";
                revealed.UnionWith(Named($"{message} {extensions}")
                    .Where(word => names.Contains(word) && !given.Contains(word))
                    .Select(word => $"{word}: {message} {extensions}"));
            }
        }

        Assert.True(errors > 500, $"There are only {errors} errors.");
        Assert.True(revealed.Count == 0, string.Join('\n', revealed));
    }

    private static IEnumerable<(string Document, string Variables)> Requests()
    {
        foreach (string document in Documents)
        {
            yield return (document, "{}");
        }

        foreach (string position in Positions)
        {
            foreach (string value in Values)
            {
                yield return (position.Replace("%", value), "{}");
            }

            foreach (string type in VariableTypes)
            {
                string operation = position.StartsWith('{') ? "query" : "subscription";
                string document = $"{operation}($v: {type}) {position[position.IndexOf('{')..].Replace("%", "$v")}";
                foreach (string variables in VariableValues)
                {
                    yield return (document, variables);
                }
            }
        }
    }

    private static async Task<HashSet<string>> SchemaNamesAsync()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(("LeadGraph:GraphQL:Introspection", "true"));
        string sdl = await host.Client.GetStringAsync("/graphql?sdl");
        return [.. WordsOf(Descriptions().Replace(sdl, " "))];
    }

    // Words in prose are lower-case, such as "first"; so are some names, which messages write in backticks.
    private static IEnumerable<string> Named(string message)
        => WordsOf(string.Join(' ', Code().Matches(message).Select(code => code.Value)))
            .Concat(WordsOf(message).Where(word => word.Skip(1).Any(char.IsUpper)));

    private static IEnumerable<string> WordsOf(string text) => Words().Matches(text).Select(word => word.Value);

    [GeneratedRegex("[_A-Za-z][_0-9A-Za-z]*")]
    private static partial Regex Words();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Descriptions();
}
