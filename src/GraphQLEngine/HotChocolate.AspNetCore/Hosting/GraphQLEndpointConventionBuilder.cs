using Microsoft.AspNetCore.Builder;

namespace HotChocolate.AspNetCore.Extensions;

/// <summary>Adds conventions to a GraphQL endpoint: authorization, CORS, rate limits.</summary>
public sealed class GraphQLEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IEndpointConventionBuilder _endpoint;

    internal GraphQLEndpointConventionBuilder(IEndpointConventionBuilder endpoint) => _endpoint = endpoint;

    /// <inheritdoc />
    public void Add(Action<EndpointBuilder> convention) => _endpoint.Add(convention);
}
