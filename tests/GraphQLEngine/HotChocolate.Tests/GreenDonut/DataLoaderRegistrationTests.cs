using HotChocolate;
using HotChocolate.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace GreenDonut;

/// <summary>A DataLoader is a scoped service; within a request every scope has the request's.</summary>
public class DataLoaderRegistrationTests
{
    public class NamesLoader(IBatchScheduler scheduler, DataLoaderOptions options)
        : BatchDataLoader<int, string>(scheduler, options)
    {
        protected override Task<IReadOnlyDictionary<int, string>> LoadBatchAsync(
            IReadOnlyList<int> keys, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyDictionary<int, string>>(
                keys.ToDictionary(key => key, key => $"{key} of {keys.Count}"));
    }

    /// <summary>A service that loads, as a repository would.</summary>
    public sealed class Directory(NamesLoader names)
    {
        public NamesLoader Names => names;
    }

    public class Query
    {
        public async Task<string?> GetDirect(int id, NamesLoader names) => await names.LoadAsync(id);

        public async Task<string?> GetByService(int id, [Service] Directory directory)
            => await directory.Names.LoadAsync(id);
    }

    [Fact]
    public async Task Loader_OfAScope_IsOneAndLoads()
    {
        await using ServiceProvider services = Services();
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        await using AsyncServiceScope other = services.CreateAsyncScope();

        var loader = scope.ServiceProvider.GetRequiredService<NamesLoader>();

        Assert.Same(loader, scope.ServiceProvider.GetRequiredService<Directory>().Names);
        Assert.NotSame(loader, other.ServiceProvider.GetRequiredService<NamesLoader>());
        Assert.Equal("1 of 1", await loader.LoadAsync(1));
    }

    [Fact]
    public async Task Loader_OfAServiceWithinARequest_IsTheRequests()
    {
        await using ServiceProvider services = Services();
        var executor = services.GetRequiredService<IRequestExecutor>();

        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument("{ direct(id: 1) byService(id: 2) }").Build());

        Assert.Equal(
            """{"data":{"direct":"1 of 2","byService":"2 of 2"}}""", result.ToJson(withIndentations: false));
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddScoped<Directory>();
        services.AddGraphQLServer().AddQueryType<Query>().AddDataLoader<NamesLoader>();
        return services.BuildServiceProvider(validateScopes: true);
    }
}
