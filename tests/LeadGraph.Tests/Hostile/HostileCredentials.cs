using System.Text;

namespace LeadGraph.Tests.Hostile;

/// <summary>Malicious credentials: header lines, each with a name.</summary>
public static class HostileCredentials
{
    /// <summary>The header lines.</summary>
    public static IEnumerable<(string Name, string Lines)> All()
    {
        const string Claims = """{"sub":"a","scope":"read personal","exp":99999999999}""";
        foreach (string header in new[]
        {
            """{"alg":"none"}""", """{"alg":"None","typ":"JWT"}""", """{"alg":""}""", """{"alg":null}""", "{}", "[]", "1",
            """{"alg":"RS256","kid":"../../../../etc/passwd"}""", """{"alg":"HS256","jku":"http://127.0.0.1:1/keys"}""",
            """{"alg":"RS256","x5u":"http://127.0.0.1:1/"}""", """{"alg":"ES256","crit":["b64"],"b64":false}""",
            $$"""{"alg":"RS256","kid":"{{new string('k', 8_000)}}"}""",
            $$"""{"alg":"RS256","a":{{new string('[', 8_000)}}}"""
        })
        {
            string name = header[..Math.Min(header.Length, 40)];
            yield return ($"unsigned {name}", Bearer($"{Part(header)}.{Part(Claims)}."));
            yield return ($"signed by nobody {name}", Bearer($"{Part(header)}.{Part(Claims)}.{Part("signature")}"));
        }

        yield return ("an encrypted token that inflates", Bearer(
            $"{Part("""{"alg":"dir","enc":"A128CBC-HS256","zip":"DEF"}""")}..{Part("iv")}.{Part("text")}.{Part("tag")}"));
        yield return ("dots", Bearer(new string('.', 20_000)));
        yield return ("a long text", Bearer(new string('a', 30_000)));
        yield return ("claims of a thousand levels", Bearer(
            $"{Part("""{"alg":"RS256"}""")}.{Part(new string('[', 6_000))}.{Part("x")}"));
        yield return ("no text at all", "Authorization: Bearer \r\n");
        yield return ("another scheme", "Authorization: Basic cmVhZDpyZWFk\r\n");
        yield return ("broken UTF-8", "Authorization: Bearer \u00c3\u0028\u00ff\r\n");
        yield return ("two", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n");
        yield return ("two kinds", "Authorization: Bearer a\r\nX-Api-Key: b\r\n");
        yield return ("a key of 30,000 letters", $"X-Api-Key: lg_{new string('A', 30_000)}\r\n");
        yield return ("SQL", "X-Api-Key: ' OR '1'='1\r\n");
    }

    private static string Bearer(string token) => $"Authorization: Bearer {token}\r\n";

    private static string Part(string text)
        => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
