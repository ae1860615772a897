using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// Mode <see cref="AuthMode.Jwt"/>: callers hold JSON Web Tokens (RFC 7519), signed by a key of the issuer's with one
/// of the algorithms that are pinned, for this audience, and neither expired nor yet to come.
/// </summary>
public sealed class JwtValidator : ICredentialValidator
{
    private readonly JsonWebTokenHandler _reader = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16_384 };
    private readonly JwtOptions _options;
    private readonly JwtSigningKeys _keys;
    private readonly TimeProvider _clock;

    /// <summary>Prepares to read tokens.</summary>
    /// <param name="options">Options that have been validated.</param>
    /// <param name="clock">Tells when a token has expired.</param>
    /// <param name="logger">Where unusable key files are reported.</param>
    public JwtValidator(IOptions<AccessOptions> options, TimeProvider clock, ILogger<JwtSigningKeys> logger)
    {
        _options = options.Value.Jwt;
        _keys = new JwtSigningKeys(_options, clock, logger);
        _clock = clock;
    }

    /// <inheritdoc/>
    public async Task<AuthenticateResult> ValidateAsync(string? credential)
    {
        if (credential is null)
        {
            return AuthenticateResult.NoResult();
        }

        TokenValidationResult result = await _reader.ValidateTokenAsync(credential, new TokenValidationParameters
        {
            ValidIssuer = _options.Issuer,
            ValidAudience = _options.Audience,
            ValidAlgorithms = _options.AcceptedAlgorithms,
            IssuerSigningKeys = _keys.Current,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = IsInItsLifetime
        });
        if (!result.IsValid)
        {
            return AuthenticateResult.Fail(result.Exception is SecurityTokenInvalidLifetimeException
                ? "The token has expired, or is not valid yet."
                : "The token is not one that this service accepts.");
        }

        var token = (JsonWebToken)result.SecurityToken;
        string name = ((string[])["sub", "client_id", "azp"])
            .Select(claim => TextsIn(token, claim).FirstOrDefault()).FirstOrDefault(text => text?.Length > 0) ?? "";
        return CallerIdentity.Create(name, ScopesOf(token), new DateTimeOffset(token.ValidTo) + _options.ClockSkew);
    }

    private IEnumerable<string> ScopesOf(JsonWebToken token)
        // Blanks alone separate scopes (RFC 6749, section 3.3): a comma is part of one's name.
        => TextsIn(token, _options.ScopeClaim)
            .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Intersect(Scopes.All);

    // A text or a list of texts; whatever else the claim holds, the library gives as text under another type.
    private static IEnumerable<string> TextsIn(JsonWebToken token, string name)
        => token.Claims.Where(claim => claim.Type == name && claim.ValueType == ClaimValueTypes.String)
            .Select(claim => claim.Value);

    // The library's own validator knows no clock but the machine's.
    private bool IsInItsLifetime(
        DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + _options.ClockSkew
            && !(notBefore is { } start && now < start - _options.ClockSkew);
    }
}
