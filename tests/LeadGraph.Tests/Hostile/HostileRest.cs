using System.Text;

namespace LeadGraph.Tests.Hostile;

/// <summary>Malicious requests to the REST endpoints, with the expected statuses.</summary>
public static class HostileRest
{
    private const string Path = "/api/user-activity";

    private static readonly string[] Injections =
    [
        "' OR '1'='1", "'; DROP TABLE events; --", "\" OR \"\"=\"", "1; SELECT pg_sleep(10)", "%' UNION SELECT * FROM events --",
        "\\'; DELETE FROM events; --", "$$; SELECT 1; $$", "E'\\x27'", "') OR 1=1 --", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}",
        "%", "_", "%%%", "\\", "\0", "\u202E", "\uFFFF", "ﷺ", "İıſẞ", new string('%', 500), new string('_', 4000)
    ];

    /// <summary>The requests, each with a name.</summary>
    public static IEnumerable<(string Name, byte[] Request, int[] Statuses)> All()
    {
        foreach (string text in Injections)
        {
            string escaped = Uri.EscapeDataString(text);
            yield return ($"search {text[..Math.Min(20, text.Length)]}", Get($"{Path}?search={escaped}"),
                text.Length > 1_000 ? [400] : [200]);
            yield return ($"lead_score {text[..Math.Min(20, text.Length)]}", Get($"{Path}?lead_score={escaped}"), [400]);
            yield return ($"limit {text[..Math.Min(20, text.Length)]}", Get($"{Path}?limit={escaped}"), [400]);
        }

        foreach (string limit in new[] { "-1", "0", "1e9", "99999999999999999999", "0x10", "１", " 1", "+1", "1.0", "NaN" })
        {
            yield return ($"limit {limit}", Get($"{Path}?limit={Uri.EscapeDataString(limit)}"), [400]);
        }

        yield return ("lone surrogate", Get($"{Path}?search=%ED%A0%80"), [200]);
        yield return ("broken UTF-8", Get($"{Path}?search=%C3%28%FF%FE"), [200]);
        yield return ("overlong UTF-8", Get($"{Path}?search=%C0%AF"), [200]);
        yield return ("half an escape", Get($"{Path}?search=%4"), [200]);
        yield return ("raw bytes in the address", Get($"{Path}?search=\u00ff\u0001"), [200, 400]);
        yield return ("NUL in the path", Get($"{Path}%00"), [400, 404]);
        yield return ("a thousand parameters", Get(
            $"{Path}?{string.Join('&', Enumerable.Range(0, 1000).Select(i => $"a{i}=1"))}"), [200, 400]);
        yield return ("five thousand tiers", Get($"{Path}?lead_score={string.Join(',', Enumerable.Repeat("hot", 3000))}"), [200, 400]);
        yield return ("a search of 15,000 letters", Get($"{Path}?search={new string('a', 15_000)}"), [400]);
        yield return ("a line too long", Get($"{Path}?search={new string('a', 70_000)}"), [414]);
        yield return ("a header too long", Get(Path, ("X-A", new string('a', 100_000))), [431]);
        yield return ("too many headers", Get(Path, [.. Enumerable.Range(0, 500).Select(i => ($"X-{i}", "1"))]), [431]);
        yield return ("two hosts", Get(Path, ("Host", "localhost")), [400]);
        yield return ("a header without a name", Raw($"GET {Path} HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n"), [400]);
        yield return ("a folded header", Raw($"GET {Path} HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n b\r\n\r\n"), [400]);
        yield return ("bare line feeds", Raw($"GET {Path} HTTP/1.1\nHost: localhost\n\n"), [200, 400]);
        yield return ("a header with NUL", Raw($"GET {Path} HTTP/1.1\r\nHost: localhost\r\nX-A: \0\r\n\r\n"), [400]);
        yield return ("two lengths", Raw(
            $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"), [400]);
        yield return ("length and chunks", Raw($"POST {Path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), [400, 405]);
        yield return ("a chunk of impossible size", Raw($"POST {Path} HTTP/1.1\r\nHost: localhost\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n"), [400, 405]);
        yield return ("a negative length", Raw(
            $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"), [400]);
        yield return ("a method of its own", Raw($"SPLICE {Path} HTTP/1.1\r\nHost: localhost\r\n\r\n"), [405]);
        yield return ("HTTP/9.9", Raw($"GET {Path} HTTP/9.9\r\nHost: localhost\r\n\r\n"), [505, 400]);
        yield return ("no HTTP at all", Raw("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\r\n\r\n"), [400]);
        // The response is in HTTP/2 frames, which have no status line.
        yield return ("HTTP/2 without TLS", Raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), [0]);
        yield return ("climbing out", Raw("GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n"), [400, 404]);
        yield return ("climbing out by escapes", Get("/%2e%2e/%2e%2e/etc/passwd"), [400, 404]);
        yield return ("climbing out backwards", Get("/..%5c..%5cetc%5cpasswd"), [400, 404]);
        yield return ("a foreign absolute address", Raw(
            "GET http://evil.example.com/ HTTP/1.1\r\nHost: evil.example.com\r\n\r\n"), [400]);
        yield return ("ten thousand slashes", Get(new string('/', 10_000)), [404]);
        yield return ("an If-None-Match of ten thousand tags", Get(
            Path, ("If-None-Match", string.Join(", ", Enumerable.Repeat("\"a\"", 5_000)))), [200]);
        yield return ("an Accept of nonsense", Get(Path, ("Accept", string.Concat(Enumerable.Repeat("*/*;q=", 2_000)))), [200]);
        yield return ("many ranges", Get(
            Path, ("Range", "bytes=" + string.Join(",", Enumerable.Range(0, 1_000).Select(i => $"{i}-{i}")))), [200, 206, 416]);
    }

    private static byte[] Get(string path, params (string Name, string Value)[] headers)
        => Raw($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + $"{string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"))}\r\n");

    private static byte[] Raw(string text) => Encoding.Latin1.GetBytes(text);
}
