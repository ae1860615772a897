using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HotChocolate;
using LeadGraph.Scoring;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Leads;

/// <summary>
/// The moment as of which a request asks for activity. What the two tables hold now tells it exactly, because events
/// are only ever added. It is a whole millisecond, as moments in responses are.
/// </summary>
public static class PastMoment
{
    /// <summary>The name of the parameter over REST.</summary>
    public const string Parameter = "as_of";

    /// <summary>The first moment that is accepted.</summary>
    public static readonly DateTime Earliest = DateTime.UnixEpoch;

    private const string Argument = "asOf";

    // What is left of a millisecond after its start: an event within it has the moment itself in responses.
    private static readonly TimeSpan RestOfMillisecond = TimeSpan.FromMilliseconds(1) - TimeSpan.FromTicks(1);

    /// <summary>
    /// The rules with which activity as of a past moment is computed. Events that are dated later are left out, even
    /// within the tolerance: those that were dated ahead cannot be told from those that came later.
    /// </summary>
    /// <param name="asOf">The moment; null for now, which the rules of the present are for.</param>
    /// <param name="rules">The rules of the present.</param>
    public static ScoringRules RulesOf(DateTime? asOf, ScoringRules rules)
        => asOf is null ? rules : rules with { FutureTolerance = RestOfMillisecond };

    /// <summary>Checks the argument <c>asOf</c>.</summary>
    /// <param name="asOf">Its value, or null.</param>
    /// <param name="now">The present moment, UTC: the last that is accepted.</param>
    /// <exception cref="GraphQLException">It is out of the range.</exception>
    public static DateTime? Check(DateTimeOffset? asOf, DateTime now)
        => asOf is not { } given ? null
            : IsAccepted(given.UtcDateTime, now) ? Cut(given.UtcDateTime)
            : throw new GraphQLException(ErrorBuilder.New()
                .SetMessage($"`{Argument}` accepts {Accepted(now)}, and was {LeadRow.TimeText(given.UtcDateTime)}.")
                .SetCode("AS_OF_OUT_OF_RANGE")
                .SetExtension("argument", Argument)
                .Build());

    /// <summary>Parses the parameter <c>as_of</c>.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="now">The present moment, UTC: the last that is accepted.</param>
    /// <param name="asOf">The moment, UTC, or null if the parameter is absent.</param>
    /// <param name="error">What the parameter accepts, if the value is invalid.</param>
    public static bool TryParse(
        IQueryCollection query, DateTime now, out DateTime? asOf, [NotNullWhen(false)] out string? error)
    {
        asOf = null;
        error = null;
        StringValues given = query[Parameter];
        if (given.Count == 0)
        {
            return true;
        }

        if (given.Count == 1 && TryParseTime(given[0], out DateTime time) && IsAccepted(time, now))
        {
            asOf = Cut(time);
            return true;
        }

        error = $"{Parameter} accepts {Accepted(now)}, with Z or an offset.";
        return false;
    }

    /// <summary>Parses a moment of a parameter: ISO 8601, with Z or an offset.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The moment, UTC, if the text is one.</param>
    internal static bool TryParseTime(string? text, out DateTime time)
    {
        bool isMoment = DateTime.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind,
            out time) && time.Kind != DateTimeKind.Unspecified;
        time = time.ToUniversalTime();
        return isMoment;
    }

    private static bool IsAccepted(DateTime time, DateTime now) => time >= Earliest && time <= now;

    private static string Accepted(DateTime now)
        => $"one moment from {LeadRow.TimeText(Earliest)} to now, {LeadRow.TimeText(now)}";

    private static DateTime Cut(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMillisecond));
}
