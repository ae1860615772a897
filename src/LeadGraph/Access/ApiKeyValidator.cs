using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>Validates API keys, whose hashes are configured, in mode <see cref="AuthMode.ApiKey"/>.</summary>
public sealed class ApiKeyValidator : ICredentialValidator
{
    private readonly TimeProvider _clock;
    private readonly Entry[] _keys;

    /// <summary>Reads the configured hashes.</summary>
    /// <param name="options">The validated options.</param>
    /// <param name="clock">The clock for the expiry of keys.</param>
    public ApiKeyValidator(IOptions<AccessOptions> options, TimeProvider clock)
    {
        _clock = clock;
        _keys = [.. options.Value.ApiKeys.Select(key => new Entry(
            key.Key,
            ApiKey.TryParseHash(key.Value.Hash, out byte[]? digest) ? digest : [],
            Scopes.Split(key.Value.Scopes),
            key.Value.ExpiryTime))];
    }

    /// <inheritdoc/>
    public Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential)
        => Task.FromResult(Find(credential));

    private AuthenticateResult Find(string? credential)
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
            foreach (Entry key in _keys)
            {
                found = CryptographicOperations.FixedTimeEquals(digest, key.Digest) ? key : found;
            }
        }

        return found is null ? AuthenticateResult.Fail("Unknown API key.")
            : found.Expires <= _clock.GetUtcNow() ? AuthenticateResult.Fail("The key has expired.")
            : CallerIdentity.Create(found.Name, found.Scopes, found.Expires);
    }

    private sealed record Entry(string Name, byte[] Digest, string[] Scopes, DateTimeOffset? Expires);
}
