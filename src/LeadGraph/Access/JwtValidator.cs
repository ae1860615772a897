using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>
/// Mode <see cref="AuthMode.Jwt"/>: callers hold JSON Web Tokens (RFC 7519), signed by a key of the issuer's with one
/// of the algorithms that are pinned, for this audience, and neither expired nor yet to come. ASP.NET Core's handler
/// validates them as <see cref="TokenValidation"/> says, wherever they stand in a request.
/// </summary>
/// <param name="options">What <see cref="TokenValidation"/> has configured.</param>
/// <param name="loggers">Where the handler logs.</param>
/// <param name="encoder">What the handler encodes headers with.</param>
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
            // An empty token would have the handler look for one by itself.
            return credential is null
                ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(TokenValidation.NotAccepted);
        }

        // A handler looks at one token; over a WebSocket a second may follow the one in the header.
        var handler = new JwtBearerHandler(options, loggers, encoder);
        context.Items[TokenValidation.TokenItem] = credential;
        await handler.InitializeAsync(Scheme, context);
        return await handler.AuthenticateAsync();
    }
}
