using HotChocolate;
using LeadGraph.GraphQL;

namespace LeadGraph.Changes.Feed;

/// <summary>
/// A cursor of the feed: the base64url of <c>change:</c> and the id of the change, which stays the same.
/// </summary>
internal static class ChangeCursor
{
    private static readonly IdCursor Cursor = new("change:");

    /// <summary>The cursor of a change.</summary>
    /// <param name="id">The id of the change.</param>
    public static string Format(long id) => Cursor.Format(id);

    /// <summary>Reads the cursor of an argument; null if there is none.</summary>
    /// <param name="argument">The name of the argument.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="GraphQLException">It is no cursor of the feed.</exception>
    public static long? Read(string argument, string? text) => Cursor.Read(argument, text);
}
