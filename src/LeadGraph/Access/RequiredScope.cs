namespace LeadGraph.Access;

/// <summary>Says which scope an endpoint asks for instead of <see cref="Scopes.Read"/>.</summary>
/// <param name="Name">The scope.</param>
public sealed record RequiredScope(string Name);

/// <summary>Has endpoints ask for a scope.</summary>
public static class RequiredScopes
{
    /// <summary>Lets in callers with a scope, whether or not they may read.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="scope">The scope.</param>
    public static void RequireScope(this IEndpointConventionBuilder endpoint, string scope)
        => endpoint.WithMetadata(new RequiredScope(scope))
            .RequireAuthorization(policy => policy.RequireClaim(Scopes.Claim, scope));
}
