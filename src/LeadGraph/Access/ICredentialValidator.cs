using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>Tells callers by what they present. There is one implementation for each <see cref="AuthMode"/>.</summary>
public interface ICredentialValidator
{
    /// <summary>Finds the caller who presents a credential.</summary>
    /// <param name="context">The request that the caller makes.</param>
    /// <param name="credential">A key or a token, or null when the caller presents nothing.</param>
    /// <returns>
    /// The caller with name and scopes, and with the moment until which the credential is good; or no result where one
    /// is needed and none was presented; or a failure with words for the caller.
    /// </returns>
    Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential);
}

/// <summary>What the implementations of <see cref="ICredentialValidator"/> answer with.</summary>
public static class CallerIdentity
{
    /// <summary>The authentication scheme by which callers are known.</summary>
    public const string Scheme = "LeadGraph";

    /// <summary>A caller who was recognized.</summary>
    /// <param name="name">Names the caller; null for one who needs no name.</param>
    /// <param name="scopes">What the caller may do.</param>
    /// <param name="until">When the credential ceases to be good; null for never.</param>
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

/// <summary>Mode <see cref="AuthMode.None"/>: everyone is welcome to everything.</summary>
public sealed class AnonymousValidator : ICredentialValidator
{
    private static readonly Task<AuthenticateResult> Welcome =
        Task.FromResult(CallerIdentity.Create(name: null, Scopes.All, until: null));

    /// <inheritdoc/>
    public Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential) => Welcome;
}
