using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>
/// Mode <see cref="AuthMode.Jwt"/>: validates JSON Web Tokens (RFC 7519): signature, algorithm, issuer, audience and
/// lifetime. It runs ASP.NET Core's handler with the options of <see cref="TokenValidation"/>, for tokens in headers and
/// in WebSocket messages.
/// </summary>
/// <param name="options">The options that <see cref="TokenValidation"/> configures.</param>
/// <param name="loggers">Creates the logger of the handler.</param>
/// <param name="encoder">Encodes headers.</param>
public sealed class JwtValidator(
    IOptionsMonitor<JwtBearerOptions> options, ILoggerFactory loggers, UrlEncoder encoder) : ICredentialValidator
{
    private static readonly AuthenticationScheme Scheme =
        new(TokenValidation.Scheme, displayName: null, typeof(JwtBearerHandler));

    /// <inheritdoc/>
    public async Task<AuthenticateResult> ValidateAsync(HttpContext context, string? credential)
    {
        if (credential is null or "")
        {
            // For an empty token the handler would read the header itself.
            return credential is null
                ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(TokenValidation.NotAccepted);
        }

        // A handler validates one token; a WebSocket request may have a second one beside the header.
        var handler = new JwtBearerHandler(options, loggers, encoder);
        context.Items[TokenValidation.TokenItem] = credential;
        await handler.InitializeAsync(Scheme, context);
        return await handler.AuthenticateAsync();
    }
}
