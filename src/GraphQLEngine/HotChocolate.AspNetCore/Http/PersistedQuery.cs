using System.Text.Json;

namespace HotChocolate.AspNetCore.Http;

/// <summary>
/// The extension <c>persistedQuery</c> (Apollo's automatic persisted queries):
/// https://www.apollographql.com/docs/apollo-server/performance/apq
/// </summary>
internal static class PersistedQuery
{
    /// <summary>
    /// The hash of the document; null if there is none. Nothing else of the extensions is read: clients may send
    /// anything there, and parsed it may take much memory.
    /// </summary>
    public static string? HashIn(ReadOnlySpan<byte> extensions)
    {
        ReadOnlySpan<byte> hash = Member(Member(extensions, "persistedQuery"u8), "sha256Hash"u8);
        var reader = new Utf8JsonReader(hash);
        return !hash.IsEmpty && reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>The last member of that name, as it is written; empty if there is none, or no object.</summary>
    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> value = default;
        var reader = new Utf8JsonReader(json);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return value;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isSought = reader.ValueTextEquals(name);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            value = isSought ? json[start..(int)reader.BytesConsumed] : value;
        }

        return value;
    }
}
