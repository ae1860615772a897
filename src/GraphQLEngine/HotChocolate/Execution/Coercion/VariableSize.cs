using System.Text.Json;

namespace HotChocolate.Execution;

/// <summary>Bounds what variables make the server do: they hold no more tokens than a document may.</summary>
internal static class VariableSize
{
    /// <summary>Whether a JSON value holds more tokens: values, names of properties, ends of what is nested.</summary>
    public static bool Exceeds(JsonElement json, int maxTokens) => !TryCount(json, ref maxTokens);

    // How deep JSON can be nested has been bounded when it was read.
    private static bool TryCount(JsonElement json, ref int left)
    {
        if (--left < 0)
        {
            return false;
        }

        if (json.ValueKind == JsonValueKind.Array)
        {
            left--;
            foreach (JsonElement item in json.EnumerateArray())
            {
                if (!TryCount(item, ref left))
                {
                    return false;
                }
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            left--;
            foreach (JsonProperty property in json.EnumerateObject())
            {
                left--;
                if (!TryCount(property.Value, ref left))
                {
                    return false;
                }
            }
        }

        return left >= 0;
    }
}
