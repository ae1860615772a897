using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadGraph.Scoring;

namespace LeadGraph.Segments;

/// <summary>Writes conditions as GraphQL has them.</summary>
internal static class ConditionText
{
    /// <summary>The text.</summary>
    /// <param name="where">The conditions by field.</param>
    public static string Of(IReadOnlyDictionary<string, object?> where)
    {
        var text = new StringBuilder();
        Write(text, where);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case IReadOnlyDictionary<string, object?> fields:
                WriteItems(text, "{ ", fields, " }", field =>
                {
                    text.Append(CultureInfo.InvariantCulture, $"{field.Key}: ");
                    Write(text, field.Value);
                });
                break;
            case string words:
                text.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(words)).Append('"');
                break;
            case IEnumerable items:
                WriteItems(text, "[", items.Cast<object?>(), "]", item => Write(text, item));
                break;
            case LeadScore tier:
                text.Append(JsonNamingPolicy.SnakeCaseUpper.ConvertName(tier.ToString()));
                break;
            case DateTimeOffset moment:
                Write(text, moment.UtcDateTime);
                break;
            case DateTime time:
                text.Append(CultureInfo.InvariantCulture, $"\"{time.ToUniversalTime():yyyy-MM-ddTHH:mm:ss.FFFFFFFZ}\"");
                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteItems<T>(
        StringBuilder text, string start, IEnumerable<T> items, string end, Action<T> write)
    {
        text.Append(start);
        foreach (var (index, item) in items.Index())
        {
            text.Append(index == 0 ? "" : ", ");
            write(item);
        }

        text.Append(end);
    }
}
