using LeadGraph.Http;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>How callers come to be known, and what they may do.</summary>
public static class AccessSetup
{
    /// <summary>
    /// The policy that asks for the scope <see cref="Scopes.Read"/> unless the endpoint's
    /// <see cref="AnonymousRequests"/> accept the request without a credential.
    /// </summary>
    public const string ReadOrAnonymousPolicy = "ReadOrAnonymous";

    /// <summary>
    /// Adds what tells callers apart. Every endpoint asks for the scope <see cref="Scopes.Read"/>, those to come among
    /// them, unless it is open expressly.
    /// </summary>
    /// <param name="services">The services to add it to; <see cref="AccessOptions"/> are among them.</param>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<ICredentialValidator>(provider =>
            provider.GetRequiredService<IOptions<AccessOptions>>().Value.ChosenMode switch
            {
                AuthMode.ApiKey => ActivatorUtilities.CreateInstance<ApiKeyValidator>(provider),
                AuthMode.Jwt => ActivatorUtilities.CreateInstance<JwtValidator>(provider),
                _ => new AnonymousValidator()
            });

        // The core alone: what AddAuthentication adds protects cookies, and for that keeps keys in files.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = CallerIdentity.Scheme;
            options.AddScheme<CredentialAuthenticationHandler>(CallerIdentity.Scheme, displayName: null);
        });
        // There is one for each request; without this it would be made by reflection.
        services.AddTransient<CredentialAuthenticationHandler>();
        services.AddWebEncoders();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, TokenValidation>();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder()
                .RequireAssertion(context => context.User.MayRead()).Build())
            .AddPolicy(ReadOrAnonymousPolicy, policy => policy.RequireAssertion(context => context.User.MayRead()
                || (context.Resource is HttpContext request
                    && request.GetEndpoint()?.Metadata.GetMetadata<AnonymousRequests>()?.Accepts(request) == true)));

        services.AddSingleton<ListenAddressRule>();
        services.AddSingleton<IListenRule>(provider => provider.GetRequiredService<ListenAddressRule>());
        services.AddSingleton<IPostConfigureOptions<HostFilteringOptions>>(
            provider => provider.GetRequiredService<ListenAddressRule>());
    }
}
