using LeadGraph.Http;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>Authentication and authorization.</summary>
public static class AccessSetup
{
    /// <summary>
    /// The policy that requires the scope <see cref="Scopes.Read"/> unless the endpoint's
    /// <see cref="AnonymousRequests"/> accept the request without a credential.
    /// </summary>
    public const string ReadOrAnonymousPolicy = "ReadOrAnonymous";

    /// <summary>
    /// Adds authentication and authorization. Every endpoint, also every future one, requires the scope
    /// <see cref="Scopes.Read"/> unless it declares another rule.
    /// </summary>
    /// <param name="services">The services; <see cref="AccessOptions"/> must be registered.</param>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<ICredentialValidator>(provider =>
            provider.GetRequiredService<IOptions<AccessOptions>>().Value.ChosenMode switch
            {
                AuthMode.ApiKey => ActivatorUtilities.CreateInstance<ApiKeyValidator>(provider),
                AuthMode.Jwt => ActivatorUtilities.CreateInstance<JwtValidator>(provider),
                _ => new AnonymousValidator()
            });

        services.AddSingleton<ApiKeyRing>();
        services.AddHostedService<ApiKeyFileWatch>();
        // Not AddAuthentication, which adds cookie protection and stores its keys in files.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = CallerIdentity.Scheme;
            options.AddScheme<CredentialAuthenticationHandler>(CallerIdentity.Scheme, displayName: null);
        });
        // One is created per request; unregistered, it would be created by reflection.
        services.AddTransient<CredentialAuthenticationHandler>();
        services.AddWebEncoders();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, JwtBearerSetup>();
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
