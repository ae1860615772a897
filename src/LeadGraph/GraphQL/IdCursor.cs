using System.Buffers.Text;
using System.Globalization;
using System.Text;
using HotChocolate;

namespace LeadGraph.GraphQL;

/// <summary>Cursors of a list in the order of ids: the base64url of a prefix and the id, which stays the same.</summary>
/// <param name="prefix">The prefix, which tells the lists apart.</param>
internal sealed class IdCursor(string prefix)
{
    private const int MaxLength = 64;

    /// <summary>The cursor of a row.</summary>
    /// <param name="id">The id of the row.</param>
    public string Format(long id)
        => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{id}")));

    /// <summary>Reads the cursor of an argument; null if there is none.</summary>
    /// <param name="argument">The name of the argument.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="GraphQLException">It is no cursor of the list.</exception>
    public long? Read(string argument, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length <= MaxLength && Base64Url.IsValid(text)
            && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)) is var cursor
            && cursor.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(
                cursor.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            return id;
        }

        throw NotOfThisList(argument);
    }

    /// <summary>The error of a cursor that is none of the list.</summary>
    /// <param name="argument">The name of the argument.</param>
    public static GraphQLException NotOfThisList(string argument) => new(ErrorBuilder.New()
        .SetMessage($"`{argument}` is no cursor of this list.")
        .SetCode("HC0078")
        .SetExtension("argument", argument)
        .Build());
}
