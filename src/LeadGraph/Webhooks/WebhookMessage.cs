using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using LeadGraph.Changes;
using LeadGraph.Changes.Feed;
using LeadGraph.Data;
using LeadGraph.Leads;

namespace LeadGraph.Webhooks;

/// <summary>What one request delivers.</summary>
/// <param name="Id">The id of the message, the same at every attempt.</param>
/// <param name="Body">The JSON.</param>
public sealed record WebhookMessage(string Id, string Body)
{
    /// <summary>The type of a message with changes of tier.</summary>
    public const string Changed = "lead_score.changed";

    /// <summary>The type of a message that a person sends to try the webhook.</summary>
    public const string Test = "webhook.test";

    // Letters of all scripts are written unescaped, as in REST responses.
    private static readonly JsonSerializerOptions Json =
        new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly JsonWriterOptions Written = new() { Encoder = Json.Encoder };

    /// <summary>The message with changes.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="changes">The changes in their order; one, unless the webhook gets several at once.</param>
    /// <param name="leads">The leads that are known, by user; empty if no fields are delivered.</param>
    public static WebhookMessage Of(
        Webhook webhook, IReadOnlyList<LeadScoreChange> changes, IReadOnlyDictionary<long, UserActivity> leads)
    {
        JsonNode[] rows = [.. changes.Select(change => RowOf(webhook, change, leads))];
        return new WebhookMessage(
            IdOf(webhook, changes),
            BodyOf(Changed, changes[^1].ChangedAt, webhook.Batch ? new JsonArray(rows) : rows[0]));
    }

    /// <summary>A message that says nothing, to try the webhook.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="now">The current time, UTC.</param>
    public static WebhookMessage TestOf(Webhook webhook, DateTime now) => new(
        $"msg_{Guid.NewGuid():N}", BodyOf(Test, now, new JsonObject { ["webhook"] = webhook.Name }));

    // Of what the changes are, and not of their ids alone: in a store that has been created again, or that a failover
    // has thrown back, other changes have the same ids.
    private static string IdOf(Webhook webhook, IReadOnlyList<LeadScoreChange> changes)
    {
        var text = new StringBuilder(webhook.Name);
        foreach (LeadScoreChange change in changes)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n{change.Id} {change.UserId} {change.Previous:D} {change.Current:D} {change.ChangedAt.Ticks}");
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return $"msg_{Convert.ToHexStringLower(hash.AsSpan(0, 16))}";
    }

    private static string BodyOf(string type, DateTime time, JsonNode data) => new JsonObject
    {
        ["type"] = type,
        ["timestamp"] = LeadRow.TimeText(time),
        ["data"] = data
    }.ToJsonString(Json);

    private static JsonNode RowOf(
        Webhook webhook, LeadScoreChange change, IReadOnlyDictionary<long, UserActivity> leads)
    {
        JsonNode row = JsonSerializer.SerializeToNode(ChangeRow.Of(change), Json)!;
        if (webhook.Fields.Count > 0)
        {
            row["lead"] = leads.TryGetValue(change.UserId, out UserActivity? lead) ? NodeOf(lead, webhook) : null;
        }

        return row;
    }

    private static JsonNode? NodeOf(UserActivity lead, Webhook webhook)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Written))
        {
            LeadField.Write(json, lead, webhook.Fields);
        }

        return JsonNode.Parse(buffer.WrittenSpan);
    }
}
