using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadGraph.Scoring;

namespace LeadGraph.Tests.Faults.History;

/// <summary>A change of tier, as the store has it or as a reader got it. Times are those of responses, in ms.</summary>
internal sealed record HistoryChange(
    long Id, long UserId, LeadScore? Previous, LeadScore Current, string Reason, DateTime ChangedAt)
{
    /// <summary>What GraphQL selects of a change.</summary>
    public const string Fields = "userId previous current reason changedAt cursor";

    private const string CursorPrefix = "change:";

    /// <summary>The change in a GraphQL response.</summary>
    public static HistoryChange OfGraphQL(JsonElement node) => Of(
        IdOf(node.GetProperty("cursor").GetString()!), node.GetProperty("userId"), node.GetProperty("previous"),
        node.GetProperty("current"), node.GetProperty("reason"), node.GetProperty("changedAt"));

    /// <summary>The change in a REST response, or in what a webhook delivers.</summary>
    public static HistoryChange OfRest(JsonElement row) => Of(
        row.GetProperty("id").GetInt64(), row.GetProperty("user_id"), row.GetProperty("previous"),
        row.GetProperty("current"), row.GetProperty("reason"), row.GetProperty("changed_at"));

    /// <summary>The cursor of a position in the feed, as earlier versions gave it: of whatever store.</summary>
    public static string CursorOf(long id)
        => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{CursorPrefix}{id}")));

    /// <summary>The position in the feed that a cursor is of.</summary>
    public static long IdOf(string cursor)
    {
        string text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
        Assert.StartsWith(CursorPrefix, text);
        return long.Parse(text[(text.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>A time as responses have it.</summary>
    public static DateTime InMilliseconds(DateTime time)
        => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);

    private static HistoryChange Of(
        long id, JsonElement user, JsonElement previous, JsonElement current, JsonElement reason, JsonElement changedAt)
        => new(
            id, user.GetInt64(), previous.GetString() is { } before ? TierOf(before) : null,
            TierOf(current.GetString()!), reason.GetString()!.ToLowerInvariant(),
            InMilliseconds(changedAt.GetDateTime().ToUniversalTime()));

    private static LeadScore TierOf(string name) => Enum.Parse<LeadScore>(name, ignoreCase: true);
}
