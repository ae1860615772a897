using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Faults;

/// <summary>
/// Tests that break what the service stands on. They stop and freeze processes and measure how long callers wait, so
/// they run one after another, when no other test does.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultTests : ICollectionFixture<FaultyServer>
{
    public const string Name = "Faults";
}

/// <summary>The server that fault tests break in turn, each leaving it whole.</summary>
public sealed class FaultyServer : IDisposable
{
    private readonly Lazy<PostgreSqlServer> _server = new(() => PostgreSqlServer.StartPrivate());

    public PostgreSqlServer Server => _server.Value;

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Stop();
        }
    }
}
