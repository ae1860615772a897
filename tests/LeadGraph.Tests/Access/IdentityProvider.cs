using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace LeadGraph.Tests.Access;

/// <summary>
/// Serves metadata and keys over HTTP as an identity provider does, at the addresses and with the members of a
/// Keycloak realm's document.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IdentityProvider(WebApplication app)
    {
        _app = app;
    }

    /// <summary>The provider's address, which is the issuer's name too.</summary>
    public string Issuer => $"{_app.Urls.Single()}/realms/school";

    /// <summary>The keys that are served.</summary>
    public string Jwks { get; set; } = "";

    /// <summary>The metadata; null for the usual ones.</summary>
    public string? Metadata { get; set; }

    /// <summary>Whether the metadata are elsewhere without end.</summary>
    public bool Redirects { get; set; }

    /// <summary>How often the metadata were asked for.</summary>
    public int MetadataRequests { get; private set; }

    /// <summary>How often the keys were fetched.</summary>
    public int Fetches { get; private set; }

    /// <summary>Starts a provider.</summary>
    /// <param name="address">Where it listens; any port that is free unless given.</param>
    /// <param name="keys">Its keys.</param>
    public static async Task<IdentityProvider> StartAsync(
        string address = "http://127.0.0.1:0", params RsaSecurityKey[] keys)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        WebApplication app = builder.Build();
        var provider = new IdentityProvider(app) { Jwks = AuthenticatedHost.JwksOf(keys) };
        app.MapGet("/realms/school/.well-known/openid-configuration", (string? hop) =>
        {
            provider.MetadataRequests++;
            return provider.Redirects
                ? Results.Redirect($"?hop={hop}1")
                : Results.Text(provider.Metadata ?? MetadataOf(provider.Issuer), "application/json");
        });
        app.MapGet("/realms/school/protocol/openid-connect/certs", () =>
        {
            provider.Fetches++;
            return Results.Text(provider.Jwks, "application/json");
        });
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The metadata of an issuer.</summary>
    public static string MetadataOf(string issuer) => $$"""
        {
          "issuer": "{{issuer}}",
          "authorization_endpoint": "{{issuer}}/protocol/openid-connect/auth",
          "token_endpoint": "{{issuer}}/protocol/openid-connect/token",
          "introspection_endpoint": "{{issuer}}/protocol/openid-connect/token/introspect",
          "userinfo_endpoint": "{{issuer}}/protocol/openid-connect/userinfo",
          "end_session_endpoint": "{{issuer}}/protocol/openid-connect/logout",
          "frontchannel_logout_session_supported": true,
          "frontchannel_logout_supported": true,
          "jwks_uri": "{{issuer}}/protocol/openid-connect/certs",
          "check_session_iframe": "{{issuer}}/protocol/openid-connect/login-status-iframe.html",
          "grant_types_supported": ["authorization_code", "refresh_token", "password", "client_credentials"],
          "acr_values_supported": ["0", "1"],
          "response_types_supported": ["code", "none", "id_token", "token", "id_token token", "code id_token"],
          "subject_types_supported": ["public", "pairwise"],
          "id_token_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384", "HS256", "RS256", "none"],
          "request_object_encryption_alg_values_supported": ["RSA-OAEP", "RSA-OAEP-256", "RSA1_5"],
          "response_modes_supported": ["query", "fragment", "form_post", "query.jwt", "fragment.jwt", "jwt"],
          "registration_endpoint": "{{issuer}}/clients-registrations/openid-connect",
          "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic", "tls_client_auth"],
          "claims_supported": ["aud", "sub", "iss", "auth_time", "name", "given_name", "preferred_username", "email"],
          "claim_types_supported": ["normal"],
          "claims_parameter_supported": true,
          "scopes_supported": ["openid", "profile", "email", "offline_access", "roles", "read", "personal"],
          "request_parameter_supported": true,
          "request_uri_parameter_supported": true,
          "require_request_uri_registration": true,
          "code_challenge_methods_supported": ["plain", "S256"],
          "tls_client_certificate_bound_access_tokens": true,
          "revocation_endpoint": "{{issuer}}/protocol/openid-connect/revoke",
          "backchannel_logout_supported": true,
          "mtls_endpoint_aliases": { "token_endpoint": "{{issuer}}/protocol/openid-connect/token" }
        }
        """;
}
