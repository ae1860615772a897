namespace LeadGraph.Access;

/// <summary>The scope that an endpoint requires instead of <see cref="Scopes.Read"/>.</summary>
/// <param name="Name">The scope.</param>
public sealed record RequiredScope(string Name);

/// <summary>Sets the required scope of endpoints.</summary>
public static class RequiredScopes
{
    /// <summary>Requires a scope instead of <see cref="Scopes.Read"/>.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="scope">The scope.</param>
    public static void RequireScope(this IEndpointConventionBuilder endpoint, string scope)
        => endpoint.WithMetadata(new RequiredScope(scope))
            .RequireAuthorization(policy => policy.RequireClaim(Scopes.Claim, scope));
}
