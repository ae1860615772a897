using GreenDonut;
using HotChocolate.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Types.Relay;

/// <summary>Something to buy, whose own class says how it is loaded.</summary>
[Node]
public sealed record Ware(long Id, string Name)
{
    [NodeResolver]
    public static async Task<Ware?> LoadAsync(long id, WareLoader loader, CancellationToken cancellationToken)
        => await loader.LoadAsync(id, cancellationToken);
}

/// <summary>Somebody who buys, whose class is extended to a node.</summary>
public sealed record Customer(string Key, [property: GraphQLIgnore] Guid Card);

[ExtendObjectType<Customer>, Node]
public sealed class CustomerNode
{
    /// <summary>Whose it is.</summary>
    public string GetId([Parent] Customer customer) => customer.Key;

    [NodeResolver]
    public Customer? GetCustomer(string key, [Service] Guid card)
        => key == "fails" ? throw new GraphQLException(ErrorBuilder.New().SetMessage("No.").SetCode("NO").Build())
            : key.StartsWith('c') ? new Customer(key, card)
            : null;

    [ID<Ware>]
    public async Task<IReadOnlyList<long>?> GetWaresAsync([Parent] Customer customer)
    {
        await Task.Yield();
        return customer.Key == "c0" ? null : [1, 2];
    }

    [ID("Card"), GraphQLType<NonNullType<IdType>>]
    public Guid GetCardId([Parent] Customer customer) => customer.Card;
}

/// <summary>A node whose id is a <see cref="Guid"/>.</summary>
[Node]
public sealed record Coupon([property: GraphQLType<NonNullType<IdType>>] Guid Id)
{
    [NodeResolver]
    public static Coupon Load(Guid id) => new(id);
}

/// <summary>A type with a field of its own, but no node.</summary>
public sealed record Shelf(int Number);

/// <summary>Loads wares, those with even numbers, and notes how many at once.</summary>
public sealed class WareLoader(IBatchScheduler scheduler, DataLoaderOptions options, List<int> batches)
    : BatchDataLoader<long, Ware>(scheduler, options)
{
    protected override async Task<IReadOnlyDictionary<long, Ware>> LoadBatchAsync(
        IReadOnlyList<long> keys, CancellationToken cancellationToken)
    {
        batches.Add(keys.Count);
        await Task.Yield();
        return keys.Where(key => key % 2 == 0).ToDictionary(key => key, key => new Ware(key, $"ware {key}"));
    }
}

public sealed class ShopQuery
{
    public Ware GetWare() => new(2, "ware 2");

    public Customer GetCustomer() => new("c0", Guid.Empty);

    public Coupon GetCoupon() => new(Guid.Empty);

    public Shelf GetShelf() => new(3);
}

/// <summary>A schema with nodes, and what it answers.</summary>
internal static class Shop
{
    public static readonly Guid Card = new("00112233-4455-6677-8899-aabbccddeeff");

    public static ValueTask<IRequestExecutor> CreateAsync(List<int>? batches = null, int maxTypeCost = 1_000) => new ServiceCollection()
        .AddSingleton(typeof(Guid), Card).AddSingleton(batches ?? [])
        .AddGraphQLServer()
        .AddQueryType<ShopQuery>().AddTypeExtension<CustomerNode>().AddDataLoader<WareLoader>()
        .AddGlobalObjectIdentification()
        .ModifyCostOptions(cost => cost.MaxTypeCost = maxTypeCost)
        .BuildRequestExecutorAsync();

    public static async Task<string> AskAsync(
        this IRequestExecutor executor, string document, IReadOnlyDictionary<string, object?>? variables = null)
    {
        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument(document).SetVariableValues(variables).Build());
        return result.ToJson(withIndentations: false);
    }
}
