using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Access;

/// <summary>
/// Configures ASP.NET Core's JWT bearer handler: which tokens are accepted, and the callers that they identify.
/// </summary>
/// <param name="access">The validated options.</param>
/// <param name="clock">The clock for the lifetime of tokens and for reading keys again.</param>
/// <param name="loggers">The loggers for invalid keys.</param>
public sealed class JwtBearerSetup(IOptions<AccessOptions> access, TimeProvider clock, ILoggerFactory loggers)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    /// <summary>The name of the options.</summary>
    public const string Scheme = "Jwt";

    /// <summary>The error message for a rejected token, unless it has expired or is not valid yet.</summary>
    public const string NotAccepted = "The token is not one that this service accepts.";

    /// <summary>The key of the token to validate in <see cref="HttpContext.Items"/>.</summary>
    public static readonly object TokenItem = new();

    private static readonly string[] CallerClaims = ["sub", "client_id", "azp"];

    private static readonly string[] NumberTypes =
        [ClaimValueTypes.Integer, ClaimValueTypes.Integer32, ClaimValueTypes.Integer64, ClaimValueTypes.Double];

    private readonly JwtOptions _jwt = access.Value.Jwt;

    /// <inheritdoc/>
    public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

    /// <inheritdoc/>
    public void Configure(string? name, JwtBearerOptions options)
    {
        if (name != Scheme)
        {
            return;
        }

        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(
            new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = 16_384 });
        options.SaveToken = false;
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = _jwt.Issuer,
            ValidAudience = _jwt.Audience,
            ValidAlgorithms = _jwt.AcceptedAlgorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = IsWithinLifetime
        };
        options.TokenValidationParameters = parameters;
        JwtIssuerKeys? metadata = null;
        if (_jwt.MetadataAddress is { } address)
        {
            metadata = new JwtIssuerKeys(_jwt, clock, loggers.CreateLogger<JwtIssuerKeys>());
            options.ConfigurationManager = metadata.CreateManager(address);
        }
        else
        {
            var keys = new JwtConfiguredKeys(_jwt, clock, loggers.CreateLogger<JwtConfiguredKeys>());
            parameters.IssuerSigningKeyResolver = (_, _, _, _) => keys.Current;
        }

        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = message =>
            {
                message.Token = (string?)message.HttpContext.Items[TokenItem];
                return Task.CompletedTask;
            },
            OnTokenValidated = SetCaller,
            OnAuthenticationFailed = failed =>
            {
                SetFailure(failed, metadata);
                return Task.CompletedTask;
            }
        };
    }

    private Task SetCaller(TokenValidatedContext context)
    {
        var token = (JsonWebToken)context.SecurityToken;
        if (HasCriticalExtensions(token))
        {
            context.Fail(NotAccepted);
            return Task.CompletedTask;
        }

        // Some issuers use numbers as names.
        string name = CallerClaims
            .Select(claim => ValuesOf(token, claim, [ClaimValueTypes.String, .. NumberTypes]).FirstOrDefault())
            .FirstOrDefault(text => text?.Length > 0) ?? "";
        DateTimeOffset? until = token.ValidTo < DateTime.MaxValue - _jwt.ClockSkew
            ? new DateTimeOffset(token.ValidTo) + _jwt.ClockSkew : null;
        context.Principal = CallerIdentity.Create(name, ScopesOf(token), until).Principal;
        context.Properties.ExpiresUtc = until;
        return Task.CompletedTask;
    }

    private static void SetFailure(AuthenticationFailedContext context, JwtIssuerKeys? metadata)
    {
        if (context.Exception is SecurityTokenSignatureKeyNotFoundException && metadata is { HasBeenRead: false })
        {
            // The token may be valid; nobody can tell without keys.
            context.Fail(new KeysNotReadyException());
            return;
        }

        context.Fail(context.Exception is SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException
            ? "The token has expired, or is not valid yet."
            : NotAccepted);
    }

    // RFC 7515, section 4.1.11: a token with a critical extension that the recipient does not support is invalid. This
    // service supports none, and the library does not check.
    private static bool HasCriticalExtensions(JsonWebToken token)
    {
        using JsonDocument header = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedHeader));
        return header.RootElement.TryGetProperty("crit", out _);
    }

    private IEnumerable<string> ScopesOf(JsonWebToken token)
        // Only spaces separate scopes (RFC 6749, section 3.3): a comma is part of a name.
        => ValuesOf(token, _jwt.ScopeClaim, [ClaimValueTypes.String])
            .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Intersect(Scopes.All);

    // The library expands a list into one claim per value, and gives other values another type.
    private static IEnumerable<string> ValuesOf(JsonWebToken token, string name, string[] types)
        => token.Claims.Where(claim => claim.Type == name && types.Contains(claim.ValueType))
            .Select(claim => claim.Value);

    // The library's validator only uses the system clock. The skew is applied to the current time, because adding it to
    // the expiry of a token without an end would overflow.
    private bool IsWithinLifetime(
        DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now - _jwt.ClockSkew < end
            && !(notBefore is { } start && now + _jwt.ClockSkew < start);
    }
}
