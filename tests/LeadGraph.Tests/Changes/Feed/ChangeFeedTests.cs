using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Npgsql;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;

namespace LeadGraph.Tests.Changes.Feed;

/// <summary>Recorded changes over GraphQL.</summary>
public class ChangeFeedTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Pages_InBothDirections_HaveEachChangeOnce(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        await RecordAsync(school, 10);
        ServiceHost host = school.Host;
        List<long> all = [1, 2, 3, 1, 2, 3, 1, 2, 3, 1];

        Assert.Equal(all, (await PageAsync(host, "")).Users);
        Assert.Equal(all[..4], (await PageAsync(host, "first: 4")).Users);
        var (users, hasNext, hasPrevious, start, end) = await PageAsync(host, "first: 4");
        Assert.Equal((true, false), (hasNext, hasPrevious));
        (users, hasNext, hasPrevious, start, end) = await PageAsync(host, $"first: 4, after: \"{end}\"");
        Assert.Equal((true, true), (hasNext, hasPrevious));
        Assert.Equal(all[4..8], users);
        Assert.Equal(all[2..4], (await PageAsync(host, $"last: 2, before: \"{start}\"")).Users);
        (users, hasNext, hasPrevious, _, end) = await PageAsync(host, $"first: 4, after: \"{end}\"");
        Assert.Equal((false, true), (hasNext, hasPrevious));
        Assert.Equal(all[8..], users);
        Assert.Empty((await PageAsync(host, $"after: \"{end}\"")).Users);
        await RecordAsync(school, 1);
        Assert.Equal([1], (await PageAsync(host, $"after: \"{end}\"")).Users);
        (users, hasNext, hasPrevious, _, _) = await PageAsync(host, "last: 3");
        Assert.Equal((false, true), (hasNext, hasPrevious));
        Assert.Equal([3, 1, 1], users);
        Assert.Equal([2, 2, 2], (await PageAsync(host, "userId: 2")).Users);
        Assert.Equal([1, 2, 3], (await PageAsync(host, "to: WARM, first: 9")).Users.Take(3).Order());
        Assert.Equal([1, 1], (await PageAsync(host, "userId: 1, to: COOL, last: 2")).Users);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Page_WithoutChanges_HasTheCursorAfterWhichToGoOn(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        var (users, hasNext, hasPrevious, start, end) = await PageAsync(school.Host, "last: 1");
        Assert.Empty(users);
        Assert.Equal((false, false, null), (hasNext, hasPrevious, start));
        await RecordAsync(school, 2);
        Assert.Equal([1, 2], (await PageAsync(school.Host, $"after: \"{end}\"")).Users);

        (users, hasNext, hasPrevious, _, end) = await PageAsync(school.Host, $"after: \"{end}\", to: HOT");
        Assert.Empty(users);
        Assert.Equal((false, true), (hasNext, hasPrevious));
        await RecordAsync(school, 3);
        Assert.Equal([1, 2, 3], (await PageAsync(school.Host, $"after: \"{end}\"")).Users);
        Assert.Null((await PageAsync(school.Host, "first: 0")).End);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_OnAPage_HaveReasonsTotalsAndTheActivityOfNow(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        await school.RegisterAsync(1, count: 2);
        await school.ActAsync(2, events: 5);
        await RecordAsync(school, 4);

        JsonElement page = (await school.Host.DataAsync("""
            { leadScoreChanges { totalCount nodes { userId previous current reason removed changedAt
                userActivity { totalEvents } } } }
            """)).GetProperty("leadScoreChanges");

        Assert.Equal("""
            {"totalCount":4,"nodes":[
            {"userId":1,"previous":null,"current":"COOL","reason":"EVENTS","removed":false,
            "changedAt":"2025-09-10T15:00:00.000Z","userActivity":{"totalEvents":0}},
            {"userId":2,"previous":"COOL","current":"WARM","reason":"EXPIRY","removed":false,
            "changedAt":"2025-09-10T15:01:00.000Z","userActivity":{"totalEvents":5}},
            {"userId":3,"previous":"WARM","current":"HOT","reason":"REGISTRATION","removed":false,
            "changedAt":"2025-09-10T15:02:00.000Z","userActivity":null},
            {"userId":1,"previous":"HOT","current":"COLD","reason":"REMOVAL","removed":true,
            "changedAt":"2025-09-10T15:03:00.000Z","userActivity":{"totalEvents":0}}]}
            """.ReplaceLineEndings(""), page.GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_SinceAndUntil_AreThoseNoticedBetween(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        // At 15:00, 15:01 and so on.
        await RecordAsync(school, 6, users: 6);

        var (users, hasNext, _, start, _) = await PageAsync(
            school.Host, """since: "2025-09-10T18:01:00+03:00", until: "2025-09-10T15:04:00Z", last: 2""");
        Assert.Equal([3, 4], users);
        Assert.False(hasNext);
        Assert.Equal([2], (await PageAsync(
            school.Host, $"""since: "2025-09-10T15:01:00Z", last: 2, before: "{start}" """)).Users);
        JsonElement page = await school.Host.DataAsync(
            """{ leadScoreChanges(since: "2025-09-10T15:01:00.001Z", last: 0) { totalCount } }""");
        Assert.Equal(4, page.GetProperty("leadScoreChanges").GetProperty("totalCount").GetInt32());
    }

    [PostgreSqlFact]
    public async Task Changes_OfADay_AreCountedByTheIndexOfTheirTimes()
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.PostgreSql);
        await school.ExecuteAsync("""
            INSERT INTO leadgraph.tier_changes (user_id, current, reason, changed_at)
            SELECT 1, n % 4, 0, '2025-09-01 00:00:00Z'::timestamptz + n * interval '1 minute'
            FROM generate_series(1, 20000) n;
            ANALYZE leadgraph.tier_changes
            """);

        JsonElement page = await school.Host.DataAsync(
            """{ leadScoreChanges(since: "2025-09-03T00:00:00Z", until: "2025-09-04T00:00:00Z") { totalCount } }""");

        Assert.Equal(1440, page.GetProperty("leadScoreChanges").GetProperty("totalCount").GetInt32());
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(school.ConnectionString);
        await using NpgsqlCommand used = source.CreateCommand("SELECT coalesce(sum(idx_scan), 0)::bigint "
            + "FROM pg_stat_user_indexes WHERE indexrelname = 'tier_changes_changed_at'");
        // The server counts a little later.
        await Eventually.UntilAsync(async () => (long)(await used.ExecuteScalarAsync())! > 0);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_OfDeletedChanges_IsAnErrorWithTheOldestThatIsKept(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        await RecordAsync(school, 6);
        var (_, _, _, first, end) = await PageAsync(school.Host, "first: 2");
        await PruneAsync(school, 2);

        Assert.Equal([3, 1, 2, 3], (await PageAsync(school.Host, $"after: \"{end}\"")).Users);
        JsonElement error = await ErrorAsync(school.Host, $"after: \"{first}\"");
        Assert.Equal("CHANGES_DELETED", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Contains("2025-09-10T15:02:00.000Z", error.GetProperty("message").GetString());
        string oldest = error.GetProperty("extensions").GetProperty("oldest").GetString()!;
        Assert.Equal([3, 1, 2, 3], (await PageAsync(school.Host, $"after: \"{oldest}\"")).Users);

        await PruneAsync(school, 6);
        Assert.Equal("CURSOR_OF_OTHER_STORE", (await ErrorAsync(school.Host, "after: \"Y2hhbmdlOjk5\""))
            .GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("HC0078", (await ErrorAsync(school.Host, "after: \"MQ==\""))
            .GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Feed_WithoutAStore_IsAnErrorThatNamesTheCommand(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            provider, settings: ("LeadGraph:Store", "Auto"));

        JsonElement error = await ErrorAsync(school.Host, "first: 1");

        Assert.Equal("STORE_MISSING", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Contains("\"database install\"", error.GetProperty("message").GetString());
        using HttpResponseMessage answer = await school.Host.Client.GetAsync(Address);
        Assert.Equal(501, (int)answer.StatusCode);
        Assert.Contains("database install", await answer.Content.ReadAsStringAsync());
    }

    [PostgreSqlFact]
    public async Task Feed_InMaintainedMode_HasWhatTheTicksRecord()
    {
        string database = await MaintainedSample.CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, [("LeadGraph:Store", "Auto"), .. MaintainedSample.InMaintainedMode]);
        await host.UntilReadyAsync();
        await MaintainedSample.AddCoolAsync(database, 20);

        await Eventually.UntilAsync(async () => (await PageAsync(host, "to: COOL")).Users is [20]);
    }

    private static async Task<JsonElement> ErrorAsync(ServiceHost host, string arguments)
        => (await host.AskAsync($"{{ leadScoreChanges({arguments}) {{ nodes {{ userId }} }} }}"))
            .GetProperty("errors")[0];
}
