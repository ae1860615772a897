using HotChocolate;
using HotChocolate.Execution;
using HotChocolate.Types;
using Microsoft.Extensions.DependencyInjection;

namespace GreenDonut;

public class BatchDataLoaderTests
{
    private const string Sdl = "type Query { people: [Person!]! } type Person { name: String boss: Person }";

    [Fact]
    public async Task LoadAsync_HundredSiblings_OneBatch()
    {
        Batches batches = new();
        RequestExecutor executor = CreateExecutor(batches, Enumerable.Range(1, 100));

        string response = await executor.AskAsync("{ people { name } }");

        Assert.StartsWith("""{"data":{"people":[{"name":"person 1"},{"name":"person 2"}""", response);
        Assert.Equal([100], batches.Sizes);
    }

    [Fact]
    public async Task LoadAsync_ThreeLevels_OneBatchForEachLevel()
    {
        Batches batches = new();
        RequestExecutor executor = CreateExecutor(batches, Enumerable.Range(101, 50));

        await executor.AskAsync("{ people { name boss { name boss { name } } } }");

        Assert.Equal([50, 50, 50], batches.Sizes);
    }

    [Fact]
    public async Task LoadAsync_SameKeyAgain_IsLoadedOnceInARequest()
    {
        Batches batches = new();
        RequestExecutor executor = CreateExecutor(batches, [5, 5, 5]);

        await executor.AskAsync("{ people { name again: name } }");
        Assert.Equal([1], batches.Sizes);

        await executor.AskAsync("{ people { name } }");
        Assert.Equal([1, 1], batches.Sizes);
    }

    [Fact]
    public async Task LoadAsync_MoreThanMaxBatchSize_IsSplit()
    {
        Batches batches = new();
        RequestExecutor executor = CreateExecutor(batches, Enumerable.Range(1, 25), maxBatchSize: 10);

        await executor.AskAsync("{ people { name } }");

        Assert.Equal([10, 10, 5], batches.Sizes);
    }

    [Fact]
    public async Task LoadAsync_KeyWithoutValue_IsNull()
    {
        RequestExecutor executor = CreateExecutor(new Batches(), [-1]);

        Assert.Equal("""{"data":{"people":[{"name":null}]}}""", await executor.AskAsync("{ people { name } }"));
    }

    [Fact]
    public async Task LoadBatchAsync_Throws_EveryFieldReportsIt()
    {
        RequestExecutor executor = CreateExecutor(new Batches { Fails = true }, [1, 2]);

        string response = await executor.AskAsync("{ people { name } }");

        Assert.Contains("\"path\":[\"people\",0,\"name\"]", response);
        Assert.Contains("\"path\":[\"people\",1,\"name\"]", response);
        Assert.EndsWith("""{"people":[{"name":null},{"name":null}]}}""", response);
    }

    [Fact]
    public async Task LoadBatchAsync_AnswersNull_EveryFieldReportsIt()
    {
        RequestExecutor executor = CreateExecutor(new Batches { AnswersNull = true }, [1]);

        Assert.Contains("\"path\":[\"people\",0,\"name\"]", await executor.AskAsync("{ people { name } }"));
    }

    private static RequestExecutor CreateExecutor(Batches batches, IEnumerable<int> people, int maxBatchSize = 1024)
    {
        Schema schema = TestExecutor.SchemaOf(Sdl, new()
        {
            ["people"] = _ => new(people.Select(id => (object)id).ToList()),
            ["name"] = async context => await Names(context).LoadAsync((int)context.Parent!),
            ["boss"] = async context =>
            {
                await Names(context).LoadAsync((int)context.Parent!);
                return (int)context.Parent! + 1000;
            },
        });
        ServiceProvider services = new ServiceCollection()
            .AddSingleton(batches)
            .AddSingleton(new DataLoaderOptions { MaxBatchSize = maxBatchSize })
            .BuildServiceProvider();
        return TestExecutor.Create(schema, services: services);
    }

    private static NamesLoader Names(ResolverContext context) => (NamesLoader)context.DataLoader(typeof(NamesLoader));

    private sealed class Batches
    {
        public List<int> Sizes { get; } = [];

        public bool Fails { get; init; }

        public bool AnswersNull { get; init; }
    }

    private sealed class NamesLoader(IBatchScheduler scheduler, DataLoaderOptions options, Batches batches)
        : BatchDataLoader<int, string>(scheduler, options)
    {
        protected override async Task<IReadOnlyDictionary<int, string>> LoadBatchAsync(
            IReadOnlyList<int> keys, CancellationToken cancellationToken)
        {
            lock (batches)
            {
                batches.Sizes.Add(keys.Count);
            }

            await Task.Delay(2, cancellationToken);
            return batches.AnswersNull ? null! : batches.Fails
                ? throw new InvalidOperationException("The database is away.")
                : keys.Where(key => key > 0).ToDictionary(key => key, key => $"person {key}");
        }
    }
}
