using System.Text.RegularExpressions;

namespace LeadGraph.Leads;

/// <summary>Telegram usernames, in the forms in which people register them, and links to their chats.</summary>
public static partial class TelegramLink
{
    private const string Prefix = "https://t.me/";
    private const int ShortestName = 4;
    private const int LongestName = 32;

    private static readonly string[] Prefixes =
    [
        Prefix, "http://t.me/", "t.me/", "https://telegram.me/", "http://telegram.me/", "telegram.me/", "@"
    ];

    /// <summary>The link to the chat with a user, or null if there is no name: see <see cref="NameOf"/>.</summary>
    /// <param name="username">The username as it was registered.</param>
    public static string? Of(string? username) => NameOf(username) is { } name ? $"{Prefix}{name}" : null;

    /// <summary>
    /// The username alone, without one <c>@</c>, or <c>t.me/</c> or <c>telegram.me/</c>, each with <c>http://</c>,
    /// <c>https://</c> or neither, in front, and without the slash that may end a link. Null if the rest cannot be a
    /// username of Telegram: 4 to 32 ASCII letters, digits or underscores.
    /// </summary>
    /// <param name="username">The username as it was registered.</param>
    public static string? NameOf(string? username)
    {
        string prefix = Prefixes.FirstOrDefault(
            prefix => username?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true) ?? "";
        string? name = username?[prefix.Length..];
        name = prefix.EndsWith('/') && name is [.., '/'] ? name[..^1] : name;
        return name?.Length is >= ShortestName and <= LongestName
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
                ? name
                : null;
    }

    /// <summary>
    /// The name, or its beginning, in what somebody looks for, who may paste a link with its parameters; the text itself
    /// if it has another form, and without the blanks around it in any case. More forms are understood than
    /// <see cref="NameOf"/> does, because what is found is shown, and nobody is written to.
    /// </summary>
    /// <param name="text">What was typed.</param>
    public static string SoughtName(string text)
        => Sought().Match(text.Trim()) is { Success: true } match ? match.Groups["name"].Value : text.Trim();

    [GeneratedRegex(
        """
        \A (?:
            @ (?<name>[^@/\s]+)
            | (?:https?://)? (?:www\.)? (?:t|telegram)\.me/ @? (?<name>[A-Za-z0-9_]+) /? (?:[?\#].*)?
            | (?:https?://)? (?<name>[A-Za-z0-9_]+)\.t\.me /? (?:[?\#].*)?
            | tg:(?://)? resolve\?domain= (?<name>[A-Za-z0-9_]+) (?:&.*)?
        ) \z
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline
            | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Sought();
}
