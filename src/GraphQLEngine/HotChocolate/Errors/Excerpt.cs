namespace HotChocolate;

/// <summary>
/// Shortens what clients wrote where it is quoted: a name may be as long as a request, and be quoted many times.
/// </summary>
internal static class Excerpt
{
    /// <summary>The most characters of a name, in a title or a log entry.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The most characters of a message.</summary>
    public const int MaxMessageLength = 2_000;

    /// <summary>The text, or its beginning with an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The most UTF-16 code units that are left of it, without the ellipsis.</param>
    public static string Of(string text, int maxLength)
        => text.Length <= maxLength ? text
            : $"{text.AsSpan(0, maxLength - (char.IsHighSurrogate(text[maxLength - 1]) ? 1 : 0))}…";
}
