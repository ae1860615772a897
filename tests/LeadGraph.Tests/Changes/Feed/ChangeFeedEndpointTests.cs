using System.Threading.RateLimiting;
using LeadGraph.Changes.Feed;
using LeadGraph.Data;
using LeadGraph.Limits;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;

namespace LeadGraph.Tests.Changes.Feed;

/// <summary>Recorded changes over REST.</summary>
public class ChangeFeedEndpointTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Links_Followed_GiveEachChangeOnce(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        await RecordAsync(school, 7);

        Assert.StartsWith(
            "[{\"id\":1,\"user_id\":1,\"previous\":null,\"current\":\"cool\",\"reason\":\"events\",\"removed\":false,"
                + "\"changed_at\":\"2025-09-10T15:00:00.000Z\"},{\"id\":2,",
            await school.Host.Client.GetStringAsync(Address), StringComparison.Ordinal);
        var (ids, next) = await GetAsync(school.Host, $"{Address}?limit=3");
        Assert.Equal([1, 2, 3], ids);
        (ids, next) = await GetAsync(school.Host, next);
        Assert.Equal([4, 5, 6], ids);
        (ids, next) = await GetAsync(school.Host, next);
        Assert.Equal([7], ids);
        (ids, next) = await GetAsync(school.Host, next);
        Assert.Empty(ids);
        await RecordAsync(school, 2);
        Assert.Equal([8, 9], (await GetAsync(school.Host, next)).Ids);

        (ids, next) = await GetAsync(school.Host, $"{Address}?to=hot&limit=9");
        Assert.Equal([3, 7], ids);
        string place = (await PageAsync(school.Host, "last: 1")).End!;
        Assert.Equal($"{Address}?to=hot&limit=9&after={place}", next);
        (ids, next) = await GetAsync(school.Host, $"{Address}?To=hot&LIMIT=9&Wait=1");
        Assert.Equal([3, 7], ids);
        Assert.Equal($"{Address}?to=hot&limit=9&wait=1&after={place}", next);
        Assert.Equal([8, 9], (await GetAsync(school.Host, $"{Address}?after=7")).Ids);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Place_OfDeletedChanges_IsGoneAndNamesTheOldest(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        await RecordAsync(school, 5);
        await PruneAsync(school, 3);

        using HttpResponseMessage answer = await school.Host.Client.GetAsync($"{Address}?after=2");
        Assert.Equal(410, (int)answer.StatusCode);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.Contains("have been deleted", body);
        Assert.Equal([4, 5], (await GetAsync(school.Host, $"{Address}?after={OldestIn(body)}")).Ids);
        Assert.Equal([4, 5], (await GetAsync(school.Host, $"{Address}?after=3")).Ids);
        Assert.Equal([4, 5], (await GetAsync(school.Host, Address)).Ids);
    }

    [Theory]
    [InlineData("after=x", "after accepts")]
    [InlineData("after=1&after=2", "after accepts")]
    [InlineData("limit=0", "limit accepts one whole number from 1 to 1000.")]
    [InlineData("limit=1001", "limit accepts")]
    [InlineData("to=tepid", "to accepts one of hot, warm, cool, cold.")]
    [InlineData("wait=61", "wait accepts one whole number from 0 to 60.")]
    public async Task Parameter_ThatIsBad_IsNamed(string query, string expected)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);
        using HttpResponseMessage answer = await host.Client.GetAsync($"{Address}?{query}");

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Request_ThatWaits_GetsTheChangeWhenItIsRecordedAndTakesNoTurnOfOthers(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(
            provider, ("LeadGraph:Limits:ConcurrentRequests", "1"), ("LeadGraph:Limits:StreamsPerCaller", "2"));
        CallerLimiters limiters = school.Host.Services.GetRequiredService<CallerLimiters>();
        await school.UntilComparedAsync();
        Task<(List<long> Ids, string Next)> waiting = GetAsync(school.Host, $"{Address}?wait=60");
        using var end = new CancellationTokenSource();
        Task cancelled = school.Host.Client.GetAsync($"{Address}?wait=60", end.Token);
        await Eventually.UntilAsync(() => Free() == 0);

        Assert.Empty((await GetAsync(school.Host, Address)).Ids);
        using (HttpResponseMessage third = await school.Host.Client.GetAsync($"{Address}?wait=60"))
        {
            Assert.Equal(429, (int)third.StatusCode);
        }

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Eventually.UntilAsync(() => Free() == 1);
        await school.RegisterAsync(1);

        (List<long> ids, string next) = await waiting;
        Assert.Equal([1], ids);
        Assert.Empty((await GetAsync(school.Host, next.Replace("wait=60", "wait=1"))).Ids);

        long? Free()
        {
            RateLimiterStatistics? streams = limiters.Streams.GetStatistics("address 127.0.0.1");
            return streams?.CurrentAvailablePermits;
        }
    }

    [PostgreSqlFact]
    public async Task Reader_BesideWritersThatRollBackAndWait_MissesNoChange()
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.PostgreSql);
        var feed = school.Host.Services.GetRequiredService<ChangeFeed>();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(school.ConnectionString);
        Task writers = Task.WhenAll(Enumerable.Range(1, 3).Select(WriteAsync));
        List<long> read = [];
        bool isLast;
        do
        {
            isLast = writers.IsCompleted;
            ChangePage page = await feed.ReadAsync(
                new ChangeRequest(new ChangeCursor(read.LastOrDefault(), Store: null), Before: null, Limit: 7), "reader",
                countsAll: false, CancellationToken.None);
            read.AddRange(page.Changes.Select(change => change.Id));
            isLast &= !page.HasMore;
        }
        while (!isLast);

        await writers;
        await using NpgsqlCommand all = source.CreateCommand(
            "SELECT array_agg(id ORDER BY id) FROM leadgraph.tier_changes");
        Assert.Equal(((long[])(await all.ExecuteScalarAsync())!).ToList(), read);

        async Task WriteAsync(int writer)
        {
            var random = new Random(writer);
            for (int i = 0; i < 40; i++)
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync();
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
                await using var command = new NpgsqlCommand($"""
                    SELECT pg_advisory_xact_lock({LeadStore.Lock});
                    INSERT INTO leadgraph.tier_changes (user_id, current, reason, changed_at)
                    SELECT {writer}, 0, 2, now() FROM generate_series(1, {random.Next(1, 5)});
                    SELECT pg_sleep({(random.Next(4) == 0 ? "0.01" : "0")})
                    """, connection);
                await command.ExecuteNonQueryAsync();
                await (random.Next(4) == 0 ? transaction.RollbackAsync() : transaction.CommitAsync());
            }
        }
    }
}
