using GreenDonut;
using GreenDonut.Data;
using HotChocolate.Data;
using HotChocolate.Types;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Benchmarks;

public enum LeadScore
{
    Cold,
    Cool,
    Warm,
    Hot,
}

/// <summary>A row as LeadGraph answers it.</summary>
public class Person
{
    public long UserId { get; init; }

    public string? Username { get; init; }

    public string? FirstName { get; init; }

    public string? Email { get; init; }

    public int TotalEvents { get; init; }

    public int ActiveDays { get; init; }

    public DateTime? LastActivity { get; init; }

    public LeadScore LeadScore { get; init; }
}

/// <summary>People in memory.</summary>
public class People
{
    private readonly Person[] _all = [.. Enumerable.Range(1, 1_000).Select(number => new Person
    {
        UserId = 5_000_000_000 + number,
        Username = $"user_{number}",
        FirstName = $"Имя {number}",
        Email = $"user{number}@example.com",
        TotalEvents = 200 - (number % 200),
        ActiveDays = (number % 8) + 1,
        LastActivity = new DateTime(2025, 9, 10, 14, 30, 0, DateTimeKind.Utc).AddMinutes(-number),
        LeadScore = (LeadScore)(number % 4),
    })];

    private readonly Person[] _first;

    public People() => _first = _all[..100];

    public IQueryable<Person> All => _all.AsQueryable();

    public IReadOnlyList<Person> First(int count) => count == _first.Length ? _first : _first[..count];

    public Person[] FriendsOf(long userId)
        => [.. Enumerable.Range(1, 3).Select(step => _first[(userId + step) % _first.Length])];
}

public class Query
{
    public string GetVersion() => "1.0";

    public IReadOnlyList<Person> GetPeople(int count, [Service] People people) => people.First(count);

    [UsePaging, UseFiltering, UseSorting]
    public IQueryable<Person> GetAllPeople(QueryContext<Person> query, [Service] People people)
        => people.All.With(query);
}

[ExtendObjectType<Person>]
public class PersonFields
{
    public async Task<Person[]> GetFriendsAsync(
        [Parent] Person person, FriendsLoader friends, CancellationToken cancellationToken)
        => await friends.LoadAsync(person.UserId, cancellationToken) ?? [];
}

public class FriendsLoader(IBatchScheduler scheduler, DataLoaderOptions options, People people)
    : BatchDataLoader<long, Person[]>(scheduler, options)
{
    protected override Task<IReadOnlyDictionary<long, Person[]>> LoadBatchAsync(
        IReadOnlyList<long> keys, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyDictionary<long, Person[]>>(keys.ToDictionary(key => key, people.FriendsOf));
}

public static class BenchmarkServer
{
    public static void AddBenchmarkServer(this IServiceCollection services)
    {
        services.AddSingleton<People>();
        services.AddGraphQLServer()
            .AddQueryType<Query>()
            .AddTypeExtension<PersonFields>()
            .AddDataLoader<FriendsLoader>()
            .AddFiltering()
            .AddSorting()
            .AddProjections()
            .ModifyPagingOptions(options => options.IncludeTotalCount = true)
            .ModifyCostOptions(options => options.MaxFieldCost = options.MaxTypeCost = 1_000_000);
    }
}
