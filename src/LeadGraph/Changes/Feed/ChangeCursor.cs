using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using HotChocolate;
using LeadGraph.GraphQL;

namespace LeadGraph.Changes.Feed;

/// <summary>
/// A position in the feed, after the change of an id. For clients it is the base64url of <c>change:</c>, the store and
/// the id, which stays the same. Earlier versions left the store out.
/// </summary>
/// <param name="Id">The id of the change; 0 for the beginning.</param>
/// <param name="Store">
/// The first 32 bits of the id of the store in which the change is; null if it is not known, and any store fits.
/// </param>
public readonly record struct ChangeCursor(long Id, uint? Store)
{
    private const string Prefix = "change:";
    private const int StoreDigits = 8;
    private const int MaxLength = 64;

    /// <summary>Reads a cursor.</summary>
    /// <param name="text">The text that a client has sent.</param>
    /// <param name="cursor">The cursor.</param>
    /// <returns>Whether it is a cursor of the feed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ChangeCursor cursor)
    {
        cursor = default;
        if (text is null || text.Length > MaxLength || !Base64Url.IsValid(text)
            || Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)) is not { } decoded
            || !decoded.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        string[] parts = decoded[Prefix.Length..].Split(':');
        uint? store = null;
        if (parts is [var digits, _])
        {
            if (!TryParseStore(digits, out uint known))
            {
                return false;
            }

            store = known;
        }

        if (parts.Length > 2
            || !long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            return false;
        }

        cursor = new ChangeCursor(id, store);
        return true;
    }

    /// <summary>Reads the cursor of an argument; null if there is none.</summary>
    /// <param name="argument">The name of the argument.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="GraphQLException">It is no cursor of the feed.</exception>
    public static ChangeCursor? Read(string argument, string? text)
        => text is null ? null
            : TryParse(text, out ChangeCursor cursor) ? cursor
            : throw IdCursor.NotOfThisList(argument);

    /// <summary>The store of the first digits of its id.</summary>
    /// <param name="storeId">The id of the store, or its beginning, in hexadecimal digits.</param>
    public static uint StoreOf(string storeId)
        => uint.Parse(storeId.AsSpan(0, StoreDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The first digits of the id of a store, as it keeps them.</summary>
    /// <param name="store">The store.</param>
    public static string TextOf(uint store) => store.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Whether it may be of a store.</summary>
    /// <param name="store">The store.</param>
    public bool IsOf(uint? store) => Store is null || Store == store;

    /// <summary>The text for clients.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(Store is { } store
        ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}{TextOf(store)}:{Id}")
        : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Id}")));

    private static bool TryParseStore(string digits, out uint store)
    {
        store = 0;
        return digits.Length == StoreDigits
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out store);
    }
}
