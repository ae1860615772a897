using System.Text.Encodings.Web;
using LeadGraph.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Access;

/// <summary>
/// Authenticates HTTP requests by <c>Authorization: Bearer</c> (RFC 6750) or <c>X-Api-Key</c>, and writes 401 and 403.
/// Credentials in the URL are not accepted, because URLs are logged.
/// </summary>
public sealed class CredentialAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ICredentialValidator credentials,
    IOptions<AccessOptions> options)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    /// <summary>The alternative header for API keys.</summary>
    public const string KeyHeader = "X-Api-Key";

    private bool ExpectsTokens => options.Value.ChosenMode == AuthMode.Jwt;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        StringValues authorization = Request.Headers.Authorization;
        StringValues keys = ExpectsTokens ? [] : Request.Headers[KeyHeader];
        if (authorization.Count + keys.Count > 1)
        {
            return await credentials.ValidateAsync(Context, "");
        }

        if (keys is [{ } key])
        {
            return await credentials.ValidateAsync(Context, key);
        }

        if (authorization is not [{ } value])
        {
            return await credentials.ValidateAsync(Context, credential: null);
        }

        return await credentials.ValidateAsync(Context, BearerScheme.CredentialIn(value) ?? "");
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Exception? reason = (await HandleAuthenticateOnceSafeAsync()).Failure;
        if (reason is KeysNotReadyException)
        {
            Response.Headers.RetryAfter = "5";
            await Context.WriteErrorAsync(
                StatusCodes.Status503ServiceUnavailable, "BUSY", $"{reason.Message} Try again in 5 s.");
            return;
        }

        string? failure = reason?.Message;
        Response.Headers.WWWAuthenticate = failure is null
            ? $"Bearer realm=\"{CallerIdentity.Scheme}\""
            : $"Bearer realm=\"{CallerIdentity.Scheme}\", error=\"invalid_token\"";
        string hint = ExpectsTokens
            ? "Send a token in the header Authorization: Bearer."
            : $"Send a key in the header Authorization: Bearer or {KeyHeader}.";
        await Context.WriteErrorAsync(StatusCodes.Status401Unauthorized, "AUTH_NOT_AUTHENTICATED",
            failure is null ? hint : $"{failure} {hint}");
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        string scope = Context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>()?.Name ?? Scopes.Read;
        Response.Headers.WWWAuthenticate =
            $"Bearer realm=\"{CallerIdentity.Scheme}\", error=\"insufficient_scope\", scope=\"{scope}\"";
        return Context.WriteErrorAsync(StatusCodes.Status403Forbidden, "AUTH_NOT_AUTHORIZED",
            $"The caller lacks the scope {scope}.");
    }
}
