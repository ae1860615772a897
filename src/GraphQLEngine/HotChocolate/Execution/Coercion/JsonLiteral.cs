using System.Text.Json;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Writes JSON as the literals that mean the same.</summary>
internal static class JsonLiteral
{
    /// <summary>Stands for text that is none: an escape that makes half a surrogate pair.</summary>
    private const string NoText = "\uFFFD";

    public static ValueNode From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => new BooleanValueNode(default, true),
        JsonValueKind.False => new BooleanValueNode(default, false),
        JsonValueKind.String => new StringValueNode(
            default, StringScalar.TryRead(json, out string? text) ? text : NoText, false),
        JsonValueKind.Number when json.GetRawText().AsSpan().ContainsAny('.', 'e', 'E')
            => new FloatValueNode(default, json.GetRawText()),
        JsonValueKind.Number => new IntValueNode(default, json.GetRawText()),
        JsonValueKind.Array => new ListValueNode(default, [.. json.EnumerateArray().Select(From)]),
        JsonValueKind.Object => new ObjectValueNode(
            default,
            [.. json.EnumerateObject().Select(entry =>
                new ObjectFieldNode(default, new NameNode(default, NameOf(entry) ?? NoText), From(entry.Value)))]),
        _ => new NullValueNode(default),
    };

    /// <summary>Finds the last entry of a name. Entries whose names are no text have none.</summary>
    public static bool TryGet(JsonElement json, string name, out JsonElement value)
    {
        try
        {
            return json.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            JsonProperty entry = json.EnumerateObject().LastOrDefault(entry => NameOf(entry) == name);
            value = entry.Value;
            return value.ValueKind != JsonValueKind.Undefined;
        }
    }

    /// <summary>The name of an entry, or null where it is no text.</summary>
    public static string? NameOf(JsonProperty entry)
    {
        try
        {
            return entry.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
