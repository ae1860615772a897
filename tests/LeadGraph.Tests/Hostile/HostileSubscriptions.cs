using System.Text.Json;

namespace LeadGraph.Tests.Hostile;

/// <summary>Subscriptions with which a client tries to have much kept in memory, each as large as the limits allow.</summary>
public static class HostileSubscriptions
{
    private const string Small = "subscription { onLeadScoreChanged { userId } }";

    // The longest message has 1 MiB.
    private static readonly string Text = new('x', 1_000_000);

    /// <summary>The requests by what is large in them. No document is that of another number.</summary>
    public static IReadOnlyDictionary<string, Func<int, object>> Requests { get; } =
        new Dictionary<string, Func<int, object>>
        {
            ["variables that are not declared"] = i => new { query = $"{Small} #{i}", variables = new { text = Text } },
            ["variables beside a declared one"] = i => new
            {
                query = $"subscription($to: LeadScore) {{ onLeadScoreChanged(to: $to) {{ userId }} }} #{i}",
                variables = new { to = (string?)null, text = Text }
            },
            ["tokens of variables"] = i => new { query = $"{Small} #{i}", variables = new { list = new int[400_000] } },
            ["extensions"] = i => new { query = $"{Small} #{i}", extensions = new { text = Text } },
            ["tokens of extensions"] = i => new { query = $"{Small} #{i}", extensions = new { list = new int[400_000] } },
            ["comments"] = i => new { query = $"{Small} #{i}{Text}" },
            ["names"] = i => new { query = $"subscription N{i}{Text} {{ onLeadScoreChanged {{ userId }} }}" },
            ["aliases"] = i => new { query = $"subscription {{ c{i}: onLeadScoreChanged {{ {Fields(2_000, "userId")} }} }}" },
            ["operations"] = i => new
            {
                query = $"subscription S {{ c{i}: onLeadScoreChanged {{ userId }} }} "
                    + Repeat(1_900, n => $"query Q{n} {{ __typename }} "),
                operationName = "S"
            },
            ["fragments"] = i => new
            {
                query = $"subscription {{ c{i}: onLeadScoreChanged {{ {Repeat(20, n => $"a{n}: userActivity {{ ...F }} ")}}} }} "
                    + $"fragment F on UserActivity {{ {Fields(470, "userId")} }}"
            }
        };

    /// <summary>The message that begins a subscription over a WebSocket.</summary>
    public static string Message(string kind, int number, string id = "1")
        => JsonSerializer.Serialize(new { id, type = "subscribe", payload = Requests[kind](number) });

    private static string Fields(int count, string name) => Repeat(count, i => $"a{i}: {name} ");

    private static string Repeat(int count, Func<int, string> part)
        => string.Concat(Enumerable.Range(0, count).Select(part));
}
