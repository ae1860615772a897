using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution.Configuration;

/// <summary>Configures the GraphQL server.</summary>
public interface IRequestExecutorBuilder
{
    /// <summary>The services that the server is part of.</summary>
    IServiceCollection Services { get; }
}

/// <summary>The one builder: what is configured collects in its <see cref="GraphQLSetup"/>.</summary>
internal sealed class RequestExecutorBuilder(IServiceCollection services, GraphQLSetup setup) : IRequestExecutorBuilder
{
    public IServiceCollection Services { get; } = services;

    public GraphQLSetup Setup { get; } = setup;
}
