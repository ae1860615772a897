using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Faults;

/// <summary>
/// Tests that break what the service stands on. They break one server, and so run one after another; other tests may
/// run beside them.
/// </summary>
[CollectionDefinition(Name)]
public sealed class FaultTests : ICollectionFixture<FaultyServer>
{
    public const string Name = "Faults";
}

/// <summary>
/// Tests that put load on the machine, or measure the memory of the process they run in: no other test runs beside
/// them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoadTests : ICollectionFixture<FaultyServer>
{
    public const string Name = "Load";
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
