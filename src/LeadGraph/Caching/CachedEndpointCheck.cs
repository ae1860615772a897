using LeadGraph.Access;
using Microsoft.AspNetCore.Authorization;

namespace LeadGraph.Caching;

/// <summary>
/// Stops the start where an endpoint whose responses are cached asks more of its callers than the scope
/// <see cref="Scopes.Read"/>. Cached responses are served before authorization, to all who have that scope: they would
/// reach callers whom the endpoint itself refuses.
/// </summary>
public sealed class CachedEndpointCheck : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        // All endpoints are mapped now, and no request has come yet.
        CheckAsync(app.ApplicationServices).GetAwaiter().GetResult();
    };

    private static async Task CheckAsync(IServiceProvider services)
    {
        var policies = services.GetRequiredService<IAuthorizationPolicyProvider>();
        AuthorizationPolicy?[] readOnly =
            [await policies.GetFallbackPolicyAsync(), await policies.GetPolicyAsync(AccessSetup.ReadOrAnonymousPolicy)];
        HashSet<IAuthorizationRequirement> known =
            [.. readOnly.OfType<AuthorizationPolicy>().SelectMany(policy => policy.Requirements)];
        foreach (Endpoint endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<CacheableResponse>() is not null
                && await PolicyOfAsync(endpoint, policies) is { } policy
                && (policy.AuthenticationSchemes.Count > 0 || !policy.Requirements.All(known.Contains)))
            {
                throw new InvalidOperationException(
                    $"The endpoint {endpoint.DisplayName} is marked {nameof(CacheableResponse)}, but asks more of its "
                    + $"callers than the scope {Scopes.Read}: cached responses would reach those it refuses.");
            }
        }
    }

    // What the authorization middleware would evaluate; null where the endpoint asks for nothing of its own.
    private static async Task<AuthorizationPolicy?> PolicyOfAsync(
        Endpoint endpoint, IAuthorizationPolicyProvider policies)
    {
        EndpointMetadataCollection metadata = endpoint.Metadata;
        AuthorizationPolicy? policy = await AuthorizationPolicy.CombineAsync(
            policies,
            metadata.GetOrderedMetadata<IAuthorizeData>(),
            metadata.GetOrderedMetadata<AuthorizationPolicy>());
        IAuthorizationRequirement[] further = [.. metadata.GetOrderedMetadata<IAuthorizationRequirementData>()
            .SelectMany(data => data.GetRequirements())];
        if (further.Length == 0)
        {
            return policy;
        }

        var builder = new AuthorizationPolicyBuilder();
        if (policy is not null)
        {
            builder.Combine(policy);
        }

        return builder.AddRequirements(further).Build();
    }
}
