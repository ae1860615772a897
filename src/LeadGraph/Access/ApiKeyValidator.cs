using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>Validates API keys, whose hashes are configured, in mode <see cref="AuthMode.ApiKey"/>.</summary>
/// <param name="keys">The keys.</param>
/// <param name="clock">The clock for the expiry of keys.</param>
public sealed class ApiKeyValidator(ApiKeyRing keys, TimeProvider clock) : ICredentialValidator
{
    /// <inheritdoc/>
    public Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential)
        => Task.FromResult(keys.Current.Find(credential, clock.GetUtcNow()));
}
