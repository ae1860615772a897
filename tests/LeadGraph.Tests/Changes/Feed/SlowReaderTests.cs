using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;

namespace LeadGraph.Tests.Changes.Feed;

/// <summary>Subscribers that read more slowly than leads change tier.</summary>
public class SlowReaderTests
{
    // So that all events together are more than the sockets of a connection hold.
    private static readonly string Fields = $"userId cursor {new string('a', 1_000)}: changedAt";

    [EngineTheory, OnSqlite, OnPostgreSql]
    public async Task EventStream_CutTwiceWhileAllLeadsChangeTier_GetsEachChangeOnce(DatabaseProvider provider)
    {
        int leads = TestRun.IsLong ? 30_000 : 3_000;
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();
        using ChangeReader fast = await ChangeReader.OpenAsync(school.Host.Client);
        string? place = await fast.StartAsync();
        List<long> users = [];
        for (int part = 0; part < 3; part++)
        {
            using ChangeReader slow = await ChangeReader.OpenAsync(school.Host.Client, place, fields: Fields);
            await school.ListenersAsync(2);
            if (part == 0)
            {
                await school.RegisterAsync(1, leads);
                Assert.Equal(leads, (await fast.UsersAsync(leads)).Distinct().Count());
            }

            users.AddRange(await slow.UsersAsync(part < 2 ? leads / 4 : leads - users.Count));
            if (part < 2 && TestRun.IsLong)
            {
                // It accepts nothing until the service has had enough.
                await school.ListenersAsync(1);
                users.AddRange(await slow.UsersAsync());
                Assert.False(slow.IsCompleted);
            }

            place = slow.LastId;
            slow.Dispose();
            await school.ListenersAsync(1);
        }

        Assert.Equal(Enumerable.Range(1, leads).Select(user => (long)user), users);
    }

    [EngineTheory, OnSqlite, OnPostgreSql]
    public async Task EventStream_OvertakenByTheRetention_IsToldWhereItStopped(DatabaseProvider provider)
    {
        const int Changes = 30_000;
        await using ChangingDatabase school = await OpenAsync(provider);
        await using (StoreConnection store = await school.OpenStoreAsync())
        {
            await store.ExecuteAsync($"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Changes})
                INSERT INTO leadgraph.tier_changes (user_id, previous, current, reason, changed_at)
                SELECT i, NULL, 0, 2, '2025-09-10 15:00:00' FROM n ORDER BY i
                """, CancellationToken.None);
        }

        using ChangeReader slow = await ChangeReader.OpenAsync(
            school.Host.Client, arguments: "(after: \"Y2hhbmdlOjA\")", fields: Fields);
        Assert.Equal([1], await slow.UsersAsync(1));
        await PruneAsync(school, Changes - 1);

        JsonElement response;
        while (!(response = (await slow.ReadAsync())!.Value).TryGetProperty("errors", out _))
        {
        }

        JsonElement error = response.GetProperty("errors")[0].GetProperty("extensions");
        Assert.Equal("CHANGES_DELETED", error.GetProperty("code").GetString());
        Assert.Equal(slow.LastId, error.GetProperty("cursor").GetString());
        using ChangeReader resumed = await ChangeReader.OpenAsync(
            school.Host.Client, error.GetProperty("oldest").GetString());
        Assert.Equal([Changes], await resumed.UsersAsync(1));
    }

    [EngineTheory, OnSqlite, OnPostgreSql]
    public async Task EventStream_WithMoreChangesAtOnceThanAreKept_IsToldThatItMissedSome(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(
            provider, ("LeadGraph:Changes:MaxKept", "1000"));
        await school.UntilComparedAsync();
        using ChangeReader reader = await ChangeReader.OpenAsync(school.Host.Client);
        string start = await reader.StartAsync();

        await school.RegisterAsync(1, count: 2_000);
        JsonElement error = (await reader.ErrorAsync()).GetProperty("extensions");
        Assert.Equal("CHANGES_DELETED", error.GetProperty("code").GetString());
        Assert.Equal(start, error.GetProperty("cursor").GetString());
        using ChangeReader resumed = await ChangeReader.OpenAsync(
            school.Host.Client, error.GetProperty("oldest").GetString());
        Assert.Equal(1_000, (await resumed.UsersAsync(1_000)).Distinct().Count());
    }
}
