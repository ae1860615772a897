using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>Mode <see cref="AuthMode.ApiKey"/>: callers hold keys whose hashes are configured.</summary>
public sealed class ApiKeyValidator : ICredentialValidator
{
    private readonly TimeProvider _clock;
    private readonly Entry[] _keys;

    /// <summary>Reads the keys.</summary>
    /// <param name="options">Options that have been validated.</param>
    /// <param name="clock">Decides whether a key has expired.</param>
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
        if (ApiKey.HasShape(credential))
        {
            byte[] digest = ApiKey.Digest(credential);
            // All keys are compared completely, so the time taken does not reveal a match.
            foreach (Entry key in _keys)
            {
                found = CryptographicOperations.FixedTimeEquals(digest, key.Digest) ? key : found;
            }
        }

        return found is null ? AuthenticateResult.Fail("The key is not one of this service's.")
            : found.Expires <= _clock.GetUtcNow() ? AuthenticateResult.Fail("The key has expired.")
            : CallerIdentity.Create(found.Name, found.Scopes, found.Expires);
    }

    private sealed record Entry(string Name, byte[] Digest, string[] Scopes, DateTimeOffset? Expires);
}
