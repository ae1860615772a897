namespace LeadGraph.Leads;

/// <summary>Links that open a Telegram chat.</summary>
public static class TelegramLink
{
    private const int ShortestName = 4;
    private const int LongestName = 32;

    /// <summary>
    /// The link to the chat with a user, or null when what was registered cannot be one of Telegram's usernames:
    /// 4 to 32 ASCII letters, digits or underscores, behind one <c>@</c> or none.
    /// </summary>
    /// <param name="username">The username as it was registered.</param>
    public static string? Of(string? username)
    {
        string? name = username?.StartsWith('@') == true ? username[1..] : username;
        return name?.Length is >= ShortestName and <= LongestName
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
                ? $"https://t.me/{name}"
                : null;
    }
}
