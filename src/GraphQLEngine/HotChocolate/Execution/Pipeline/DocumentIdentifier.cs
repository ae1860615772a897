namespace HotChocolate.Execution;

/// <summary>The identifiers by which requests name documents that are stored on the server.</summary>
internal static class DocumentIdentifier
{
    /// <summary>
    /// Identifiers become file names and cache keys, so nothing but hashes and plain names is looked up.
    /// </summary>
    public static bool IsPlausible(string id)
        => id.Length is > 0 and <= 128
            && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
