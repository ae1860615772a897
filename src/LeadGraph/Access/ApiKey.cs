using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LeadGraph.Access;

/// <summary>
/// Keys of mode <c>ApiKey</c>: <c>lg_</c> and 256 random bits in base64url. The hash is SHA-256: a random key cannot be
/// guessed from it, and a slow password hash would let callers waste the server's CPU time.
/// </summary>
public static class ApiKey
{
    private const string Prefix = "lg_";
    private const string HashPrefix = "sha256:";
    private const int Bytes = 32;

    private static readonly int Length = Prefix.Length + Base64Url.GetEncodedLength(Bytes);

    /// <summary>Creates a key.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether a text has the format of a key.</summary>
    /// <param name="text">The text.</param>
    public static bool HasKeyFormat(string text)
        => text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal)
            && Base64Url.IsValid(text.AsSpan(Prefix.Length));

    /// <summary>The hash of a key for the configuration: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    /// <param name="key">The key.</param>
    public static string HashOf(string key) => HashPrefix + Convert.ToHexStringLower(Digest(key));

    /// <summary>The SHA-256 of a key's characters.</summary>
    /// <param name="key">The key.</param>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Parses a hash that <see cref="HashOf"/> returned.</summary>
    /// <param name="text">The hash.</param>
    /// <param name="digest">Its 32 bytes.</param>
    public static bool TryParseHash(string? text, [NotNullWhen(true)] out byte[]? digest)
    {
        digest = null;
        if (text is null || text.Length != HashPrefix.Length + (2 * SHA256.HashSizeInBytes)
            || !text.StartsWith(HashPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        byte[] bytes = new byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(text.AsSpan(HashPrefix.Length), bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        digest = bytes;
        return true;
    }
}
