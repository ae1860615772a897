using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>Validates the credential of a caller. There is one implementation for each <see cref="AuthMode"/>.</summary>
public interface ICredentialValidator
{
    /// <summary>Validates a credential.</summary>
    /// <param name="context">The request.</param>
    /// <param name="credential">A key or a token, or null when the request has none.</param>
    /// <returns>
    /// The caller with name, scopes and expiry; or no result if a credential is required and missing; or a failure whose
    /// message is sent to the caller.
    /// </returns>
    Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential);
}

/// <summary>Creates the results of <see cref="ICredentialValidator"/>.</summary>
public static class CallerIdentity
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "LeadGraph";

    /// <summary>Creates the result for an authenticated caller.</summary>
    /// <param name="name">The name of the caller, or null.</param>
    /// <param name="scopes">What the caller may do.</param>
    /// <param name="until">When the credential expires; null for never.</param>
    public static AuthenticateResult Create(string? name, IEnumerable<string> scopes, DateTimeOffset? until)
    {
        var identity = new ClaimsIdentity(
            scopes.Select(scope => new Claim(Scopes.Claim, scope)), Scheme, ClaimTypes.Name, ClaimTypes.Role);
        if (name is not null)
        {
            identity.AddClaim(new Claim(ClaimTypes.Name, name));
        }

        return AuthenticateResult.Success(new AuthenticationTicket(
            new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = until }, Scheme));
    }
}

/// <summary>Mode <see cref="AuthMode.None"/>: every caller has all scopes.</summary>
public sealed class AnonymousValidator : ICredentialValidator
{
    private static readonly Task<AuthenticateResult> AllScopes =
        Task.FromResult(CallerIdentity.Create(name: null, Scopes.All, until: null));

    /// <inheritdoc/>
    public Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential) => AllScopes;
}
