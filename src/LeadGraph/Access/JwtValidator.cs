using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>
/// Validates JSON Web Tokens (RFC 7519) in mode <see cref="AuthMode.Jwt"/>: signature, algorithm, issuer, audience and
/// lifetime. Uses ASP.NET Core's JWT bearer handler, configured by <see cref="JwtBearerSetup"/>, also for tokens that
/// are not in the <c>Authorization</c> header.
/// </summary>
/// <param name="options">The options from <see cref="JwtBearerSetup"/>.</param>
/// <param name="loggers">The loggers for the handler.</param>
/// <param name="encoder">The encoder for the handler.</param>
public sealed class JwtValidator(
    IOptionsMonitor<JwtBearerOptions> options, ILoggerFactory loggers, UrlEncoder encoder) : ICredentialValidator
{
    private static readonly AuthenticationScheme Scheme =
        new(JwtBearerSetup.Scheme, displayName: null, typeof(JwtBearerHandler));

    /// <inheritdoc/>
    public async Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential)
    {
        if (credential is null or "")
        {
            // For an empty token, the handler would read the Authorization header.
            return credential is null
                ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(JwtBearerSetup.NotAccepted);
        }

        // A handler caches its result, and connection_init may have another token than the header.
        var handler = new JwtBearerHandler(options, loggers, encoder);
        context.Items[JwtBearerSetup.TokenItem] = credential;
        await handler.InitializeAsync(Scheme, context);
        return await handler.AuthenticateAsync();
    }
}
