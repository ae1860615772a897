using System.Text.Json;

namespace HotChocolate.Execution;

/// <summary>Bounds what variables make the server do: they hold no more tokens than a document may.</summary>
internal static class VariableSize
{
    /// <summary>
    /// How many tokens JSON holds: values, names of properties, ends of what is nested. None if it is empty.
    /// </summary>
    public static int TokensIn(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return 0;
        }

        int count = 0;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            count++;
        }

        return count;
    }
}
