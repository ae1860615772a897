using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>The keys that are accepted at a time.</summary>
public sealed class ApiKeySet
{
    /// <summary>No keys.</summary>
    public static readonly ApiKeySet None = new([]);

    private readonly Entry[] _entries;

    private ApiKeySet(Entry[] entries) => _entries = entries;

    /// <summary>How many keys there are.</summary>
    public int Count => _entries.Length;

    /// <summary>
    /// The keys with these settings. One that is as it was stays the same; <see cref="RevokeOthersThan"/> tells the
    /// others apart.
    /// </summary>
    /// <param name="keys">The valid settings, by name.</param>
    public ApiKeySet ReplaceBy(IEnumerable<KeyValuePair<string, ApiKeyOptions>> keys) => new(
    [
        .. keys.Select(key => new Entry(
            key.Key,
            ApiKey.TryParseHash(key.Value.Hash, out byte[]? digest) ? digest : [],
            Scopes.Split(key.Value.Scopes),
            key.Value.ExpiryTime)).Select(entry => Array.Find(_entries, entry.IsSameAs) ?? entry)
    ]);

    /// <summary>Ends the streams of the keys that another set does not have, or has with other rights.</summary>
    /// <param name="others">The set.</param>
    public void RevokeOthersThan(ApiKeySet others)
    {
        foreach (Entry entry in _entries.Except(others._entries))
        {
            entry.Revocation.Cancel();
        }
    }

    /// <summary>Finds the caller with a key.</summary>
    /// <param name="credential">The key; null if the request has none.</param>
    /// <param name="now">The present moment.</param>
    public AuthenticateResult Find(string? credential, DateTimeOffset now)
    {
        if (credential is null)
        {
            return AuthenticateResult.NoResult();
        }

        Entry? found = null;
        if (ApiKey.HasKeyFormat(credential))
        {
            byte[] digest = ApiKey.Digest(credential);
            // All keys are compared in constant time, so that the duration does not reveal a match.
            foreach (Entry entry in _entries)
            {
                found = CryptographicOperations.FixedTimeEquals(digest, entry.Digest) ? entry : found;
            }
        }

        return found is null ? AuthenticateResult.Fail("Unknown API key.")
            : found.Expires <= now ? AuthenticateResult.Fail("The key has expired.")
            : CallerIdentity.Create(found.Name, found.Scopes, found.Expires, found.Revocation.Token);
    }

    private sealed class Entry(string name, byte[] digest, string[] scopes, DateTimeOffset? expires)
    {
        public string Name => name;

        public byte[] Digest => digest;

        public string[] Scopes => scopes;

        public DateTimeOffset? Expires => expires;

        public CancellationTokenSource Revocation { get; } = new();

        public bool IsSameAs(Entry other)
            => name.Equals(other.Name, StringComparison.Ordinal) && digest.AsSpan().SequenceEqual(other.Digest)
                && scopes.AsSpan().SequenceEqual(other.Scopes) && expires == other.Expires;
    }
}
