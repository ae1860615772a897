using GreenDonut;
using HotChocolate.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Types;

/// <summary>
/// Where the values of resolver parameters come from, in a server that is put together as applications do.
/// </summary>
public class ResolverParameterTests
{
    /// <summary>A service that knows which one it is, and whether its scope is over.</summary>
    public sealed class Session : IDisposable
    {
        private static int s_count;

        public int Number { get; } = Interlocked.Increment(ref s_count);

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    public sealed class Log
    {
        public List<Session> Sessions { get; } = [];
    }

    public sealed class NotRegistered;

    public class DoublingDataLoader(IBatchScheduler scheduler, DataLoaderOptions options)
        : BatchDataLoader<int, string>(scheduler, options)
    {
        protected override Task<IReadOnlyDictionary<int, string>> LoadBatchAsync(
            IReadOnlyList<int> keys, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyDictionary<int, string>>(
                keys.ToDictionary(key => key, key => $"{key * 2} in a batch of {keys.Count}"));
    }

    public class Query(Log root)
    {
        public async Task<bool> GetAlive(Session session, Log log, CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            lock (log)
            {
                log.Sessions.Add(session);
            }

            return !session.IsDisposed && log == root;
        }

        public bool Optional([Service] NotRegistered? service) => service is null;

        public bool Provider(IServiceProvider services) => services.GetService<Log>() == root;

        public Task<string?> GetDouble(int of, DoublingDataLoader loader, CancellationToken cancellationToken)
            => loader.LoadAsync(of, cancellationToken);

        public string State([GlobalState("name")] string? name, [GlobalState("age")] int age = 7) => $"{name} {age}";
    }

    [Fact]
    public async Task Parameters_OfEachKind_GetTheirValues()
    {
        var log = new Log();
        IRequestExecutor executor = await new ServiceCollection()
            .AddSingleton(log)
            .AddScoped<Session>()
            .AddGraphQLServer()
            .AddQueryType<Query>()
            .AddDataLoader<DoublingDataLoader>()
            .BuildRequestExecutorAsync();

        IExecutionResult result = await executor.ExecuteAsync(OperationRequestBuilder.New()
            .SetDocument("{ a: alive b: alive optional provider x: double(of: 1) y: double(of: 2) state }")
            .SetGlobalState("name", "Ada")
            .Build());

        Assert.Equal(
            """
            {
              "data": {
                "a": true,
                "b": true,
                "optional": true,
                "provider": true,
                "x": "2 in a batch of 2",
                "y": "4 in a batch of 2",
                "state": "Ada 7"
              }
            }
            """,
            result.ToJson());
        Assert.Equal(2, log.Sessions.Select(session => session.Number).Distinct().Count());
        Assert.All(log.Sessions, session => Assert.True(session.IsDisposed));
    }

    [Fact]
    public async Task Schema_OfApplication_ShowsArgumentsOnly()
    {
        IRequestExecutor executor = await new ServiceCollection()
            .AddSingleton<Log>()
            .AddScoped<Session>()
            .AddGraphQLServer()
            .AddQueryType<Query>()
            .BuildRequestExecutorAsync();
        Assert.Contains(
            """
            type Query {
              alive: Boolean! @cost(weight: "10")
              optional: Boolean!
              provider: Boolean!
              double(of: Int!): String @cost(weight: "10")
              state: String!
            }
            """,
            executor.Schema.ToString());
    }
}
