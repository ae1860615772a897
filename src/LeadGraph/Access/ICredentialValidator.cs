using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>Validates credentials. There is one implementation for each <see cref="AuthMode"/>.</summary>
public interface ICredentialValidator
{
    /// <summary>Validates a credential.</summary>
    /// <param name="context">The request.</param>
    /// <param name="credential">The key or token, or null if the request has none.</param>
    /// <returns>
    /// The caller with name, scopes and the expiry of the credential; no result if a required credential is missing;
    /// or a failure with a message for the caller.
    /// </returns>
    Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential);
}

/// <summary>Creates the results of <see cref="ICredentialValidator"/>.</summary>
public static class CallerIdentity
{
    /// <summary>The name of the authentication scheme.</summary>
    public const string Scheme = "LeadGraph";

    private const string Revocation = "revocation";

    /// <summary>Creates the result for an authenticated caller.</summary>
    /// <param name="name">The name of the caller; null for an anonymous one.</param>
    /// <param name="scopes">The scopes of the caller.</param>
    /// <param name="until">When the credential expires; null for never.</param>
    /// <param name="revoked">Cancelled when the credential is revoked; by default it never is.</param>
    public static AuthenticateResult Create(
        string? name, IEnumerable<string> scopes, DateTimeOffset? until, CancellationToken revoked = default)
    {
        var identity = new ClaimsIdentity(
            scopes.Select(scope => new Claim(Scopes.Claim, scope)), Scheme, ClaimTypes.Name, ClaimTypes.Role);
        if (name is not null)
        {
            identity.AddClaim(new Claim(ClaimTypes.Name, name));
        }

        var properties = new AuthenticationProperties { ExpiresUtc = until };
        properties.SetParameter(Revocation, revoked);
        return AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme));
    }

    /// <summary>The token that is cancelled when a credential is revoked.</summary>
    /// <param name="properties">The properties of its ticket.</param>
    public static CancellationToken RevocationOf(AuthenticationProperties properties)
        => properties.GetParameter<CancellationToken>(Revocation);
}

/// <summary>Gives everyone all scopes, in mode <see cref="AuthMode.None"/>.</summary>
public sealed class AnonymousValidator : ICredentialValidator
{
    private static readonly Task<AuthenticateResult> AllScopes =
        Task.FromResult(CallerIdentity.Create(name: null, Scopes.All, until: null));

    /// <inheritdoc/>
    public Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential) => AllScopes;
}
