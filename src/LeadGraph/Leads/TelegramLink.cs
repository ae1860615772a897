namespace LeadGraph.Leads;

/// <summary>Telegram usernames, in the forms in which people register them, and links to their chats.</summary>
public static class TelegramLink
{
    private const string Prefix = "https://t.me/";
    private const int ShortestName = 4;
    private const int LongestName = 32;

    private static readonly string[] Prefixes = [Prefix, "http://t.me/", "t.me/", "@"];

    /// <summary>The link to the chat with a user, or null if there is no name: see <see cref="NameOf"/>.</summary>
    /// <param name="username">The username as it was registered.</param>
    public static string? Of(string? username) => NameOf(username) is { } name ? $"{Prefix}{name}" : null;

    /// <summary>
    /// The username alone, without one <c>@</c>, <c>t.me/</c>, <c>http://t.me/</c> or <c>https://t.me/</c> in front.
    /// Null if the rest cannot be a username of Telegram: 4 to 32 ASCII letters, digits or underscores.
    /// </summary>
    /// <param name="username">The username as it was registered.</param>
    public static string? NameOf(string? username)
    {
        string prefix = Prefixes.FirstOrDefault(
            prefix => username?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true) ?? "";
        string? name = username?[prefix.Length..];
        return name?.Length is >= ShortestName and <= LongestName
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
                ? name
                : null;
    }
}
