using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadGraph.Scoring;

namespace LeadGraph.Tests.Soak;

/// <summary>Asks by every way there is, and holds each answer against what it may be.</summary>
/// <param name="client">To the service.</param>
/// <param name="world">Knows what answers may be.</param>
/// <param name="staleness">How old an answer usually is at most; older ones are counted.</param>
/// <param name="report">Where it is told.</param>
public sealed class SoakCallers(HttpClient client, SoakDatabase world, TimeSpan staleness, SoakReport report)
{
    private const string Rest = "/api/user-activity";
    private const string Failure = "Failed to fetch user activity data";

    // The shortest of the service's timeouts, that of connecting. Who is told after it that there is no answer is told
    // so rightly, however slow the machine is.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    // Older than any answer, and younger than what the world has forgotten.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly (string Name, LeadScore[] Tiers, int Limit)[] Choices =
    [
        ("", [], 100), ("hot", [LeadScore.Hot], 100), ("hot,warm", [LeadScore.Hot, LeadScore.Warm], 100), ("", [], 7)
    ];

    /// <summary>The faults whose windows excuse an error, though never a wrong answer.</summary>
    public SoakFaults? Faults { get; set; }

    /// <summary>Asks, each time another way.</summary>
    /// <param name="turn">Which one's turn it is.</param>
    /// <returns>Whether the answer was right.</returns>
    public async Task<bool> AskAsync(int turn)
    {
        var (tiers, wanted, limit) = Choices[turn / 3 % Choices.Length];
        string restriction = tiers.Length == 0 ? "" : $"&lead_score={tiers}";
        (string kind, Func<Task<HttpResponseMessage>> ask, Func<string, List<SoakLead>> read) = (turn % 3) switch
        {
            0 => ("REST", () => client.GetAsync($"{Rest}?limit={limit}{restriction}"), ReadRest),
            1 => ("GraphQL", () => client.PostAsJsonAsync("/graphql", new
            {
                query = """
                    query ($first: Int, $tiers: [LeadScore!]) {
                      userActivity(first: $first, where: { leadScore: { in: $tiers } }) {
                        nodes { userId totalEvents activeDays lastActivity leadScore }
                      }
                    }
                    """,
                variables = new
                {
                    first = limit,
                    tiers = (wanted.Length == 0 ? Enum.GetValues<LeadScore>() : wanted)
                        .Select(tier => tier.ToString().ToUpperInvariant())
                }
            }), ReadGraphQL),
            _ => ("CSV", (Func<Task<HttpResponseMessage>>)(() => client.GetAsync($"{Rest}.csv?{restriction}")),
                (Func<string, List<SoakLead>>)ReadCsv)
        };
        DateTime first = DateTime.UtcNow;
        DateTime asked = first;
        var watch = Stopwatch.StartNew();
        try
        {
            HttpResponseMessage answer = await ask();
            while (IsRefused(kind, answer) && DateTime.UtcNow - first < Longest)
            {
                // As it was told to: the downloads that stand still in a fault keep its places.
                report.Count("downloads refused for a second");
                await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value);
                answer.Dispose();
                asked = DateTime.UtcNow;
                watch.Restart();
                answer = await ask();
            }

            using HttpResponseMessage last = answer;
            string body = await answer.Content.ReadAsStringAsync();
            TimeSpan took = watch.Elapsed;
            return Judge(kind, answer, body, read, wanted, kind == "CSV" ? int.MaxValue : limit, asked, took);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
        {
            // A list that breaks off is the one answer that may be cut; and a client waits only so long.
            return Excuse(kind, kind == "CSV" || cut is TaskCanceledException, cut.Message, asked, watch.Elapsed);
        }
    }

    // The places for downloads are a part of the connections, so too many of one caller are refused, with the time after
    // which to ask again. All callers here are one.
    private static bool IsRefused(string kind, HttpResponseMessage answer)
        => kind == "CSV" && answer is { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter.Delta: not null };

    private bool Judge(
        string kind, HttpResponseMessage answer, string body, Func<string, List<SoakLead>> read,
        LeadScore[] tiers, int limit, DateTime asked, TimeSpan took)
    {
        DateTime answered = DateTime.UtcNow;
        bool failed = answer.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable
            || (kind == "GraphQL" && body.StartsWith("{\"errors\"", StringComparison.Ordinal));
        if (failed)
        {
            bool isProper = body.Contains(Failure, StringComparison.Ordinal)
                || body.Contains("\"HC0045\"", StringComparison.Ordinal)
                || answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            return Excuse(kind, isProper, body, asked, took);
        }

        if (answer.StatusCode != HttpStatusCode.OK)
        {
            report.AddProblem("errors", $"{kind} answered {answer.StatusCode}: {body}");
            return false;
        }

        List<SoakLead> leads = read(body);
        int version = leads.Count == 0 ? -1 : SoakDatabase.VersionOf(leads[0].TotalEvents);
        // Within a fault answers may be from before it.
        DateTime usual = Faults?.Touching(asked, answered) is { } began && began < asked ? began : asked;
        DateTime oldest = usual - staleness;
        // What an answer says of its age holds always. One that says nothing may, where the machine is slow, be old.
        DateTime? asOf = answer.Content.Headers.LastModified?.UtcDateTime;
        if (asOf < oldest || (asOf is null && version >= 0 && version < world.SureBy(oldest)))
        {
            report.Count("answers older than usual");
            oldest = usual - Longest;
        }

        if (asOf > oldest)
        {
            oldest = asOf.Value;
        }

        if (version < world.SureBy(oldest) || version > world.PossibleBy(answered))
        {
            report.AddProblem("wrong answers", $"{kind} knows version {version}, of {world.SureBy(oldest)} to "
                + $"{world.PossibleBy(answered)}, asked at {asked:HH:mm:ss.fff}, answered at {answered:HH:mm:ss.fff}");
            return false;
        }

        if (!world.States(version, oldest, answered).Any(state => state
            .Where(lead => tiers.Length == 0 || tiers.Contains(lead.LeadScore)).Take(limit).SequenceEqual(leads)))
        {
            report.AddProblem("wrong answers", $"{kind} at version {version} gave {string.Join(' ', leads)}; right "
                + $"would have been {string.Join(' ', world.States(version, oldest, answered).First())}");
            return false;
        }

        report.AddAnswer(kind, took);
        return true;
    }

    // An error is one if it says so in the words for it, while something is wrong or after the deadline.
    private bool Excuse(string kind, bool isProper, string words, DateTime asked, TimeSpan took)
    {
        if (isProper && Faults?.Touching(asked, DateTime.UtcNow) is not null)
        {
            report.Count("errors within faults");
        }
        else if (isProper && took >= Deadline)
        {
            report.Count("later than the deadline");
        }
        else
        {
            report.AddProblem("errors", $"{kind}, asked at {asked:HH:mm:ss.fff}: {words}");
        }

        return false;
    }

    private static List<SoakLead> ReadRest(string body) => [.. JsonNode.Parse(body)!.AsArray().Select(lead => Lead(
        lead!["user_id"], lead["total_events"], lead["active_days"], lead["last_activity"], lead["lead_score"]))];

    private static List<SoakLead> ReadGraphQL(string body) =>
        [.. JsonNode.Parse(body)!["data"]!["userActivity"]!["nodes"]!.AsArray().Select(lead => Lead(
            lead!["userId"], lead["totalEvents"], lead["activeDays"], lead["lastActivity"], lead["leadScore"]))];

    private static List<SoakLead> ReadCsv(string body)
    {
        string[] lines = body.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => Lead(
            Cell("user_id"), Cell("total_events"), Cell("active_days"), Cell("last_activity"), Cell("lead_score"),
            cells))];

        int Cell(string name) => Array.IndexOf(names, name);
    }

    private static SoakLead Lead(int user, int events, int days, int last, int tier, string[] cells)
        => Lead(cells[user], cells[events], cells[days], cells[last].Length == 0 ? null : cells[last], cells[tier]);

    private static SoakLead Lead(object? user, object? events, object? days, object? last, object? tier) => new(
        long.Parse($"{user}", CultureInfo.InvariantCulture), int.Parse($"{events}", CultureInfo.InvariantCulture),
        int.Parse($"{days}", CultureInfo.InvariantCulture),
        last is null ? null : DateTime.Parse(
            $"{last}", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal),
        Enum.Parse<LeadScore>($"{tier}", ignoreCase: true));
}
