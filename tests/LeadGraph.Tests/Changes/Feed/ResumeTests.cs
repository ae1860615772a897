using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.Logging;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;

namespace LeadGraph.Tests.Changes.Feed;

/// <summary>Subscriptions that go on where they were interrupted.</summary>
public class ResumeTests
{
    // The cursor before all changes.
    private const string Beginning = "Y2hhbmdlOjA";

    private static readonly long[] FirstTen = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    [EngineTheory, OnSqlite, OnPostgreSql]
    public async Task EventStream_CutInTheMiddleOfABatch_GoesOnWithoutGapOrRepetition(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();
        HttpClient service = school.Host.Client;
        string start, afterFour;
        using (ChangeReader reader = await ChangeReader.OpenAsync(service))
        {
            start = await reader.StartAsync();
            await school.RegisterAsync(1, count: 10);
            Assert.Equal(FirstTen[..4], await reader.UsersAsync(4));
            afterFour = reader.LastId!;
        }

        await school.RegisterAsync(11, count: 2);
        using ChangeReader byPost = await ChangeReader.OpenAsync(service, afterFour);
        using ChangeReader byGet = await ChangeReader.OpenAsync(service, start, byGet: true);
        Assert.Equal([.. FirstTen[4..], 11, 12], await byPost.UsersAsync(8));
        Assert.Equal([.. FirstTen, 11, 12], await byGet.UsersAsync(12));

        await school.RegisterAsync(13);
        Assert.Equal([13], await byPost.UsersAsync(1));
        Assert.Equal([13], await byGet.UsersAsync(1));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Argument_OverAWebSocket_GivesWhatWasRecordedThenWhatHappens(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();
        await school.RegisterAsync(1, count: 3);
        await UntilRecordedAsync(school, 3);
        string? cursor = (await PageAsync(school.Host, "first: 1")).End;
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(school.Host.Client.BaseAddress!);
        await socket.InitAsync();

        await socket.SendAsync(new
        {
            id = "1",
            type = "subscribe",
            payload = new
            {
                query = "subscription($after: String) { onLeadScoreChanged(after: $after, to: COLD) { userId } }",
                variables = new { after = cursor }
            }
        });
        Assert.Equal(2, await UserAsync(socket));
        Assert.Equal(3, await UserAsync(socket));
        await school.RegisterAsync(4);
        Assert.Equal(4, await UserAsync(socket));
        await school.ActAsync(2, events: 5);
        await school.RegisterAsync(5);
        Assert.Equal(5, await UserAsync(socket));
    }

    [EngineTheory, OnSqlite, OnPostgreSql]
    public async Task EventStream_OfAStoppedService_EndsWithoutCompleteAndGoesOnAtAnother(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();
        await using ServiceHost other = await ServiceHost.StartAsync(
            school.ConnectionString, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "00:00:00.050"));
        using ChangeReader reader = await ChangeReader.OpenAsync(school.Host.Client);
        await school.RegisterAsync(1, count: 10);
        List<long> users = await reader.UsersAsync(6);

        Task stopping = school.Host.StopAsync();
        users.AddRange(await reader.UsersAsync());
        await stopping;
        Assert.False(reader.IsCompleted);
        await school.RegisterAsync(11);
        using ChangeReader atOther = await ChangeReader.OpenAsync(other.Client, reader.LastId);
        users.AddRange(await atOther.UsersAsync(11 - users.Count));
        Assert.Equal([.. FirstTen, 11], users);
        await other.StopAsync();

        await using ServiceHost later = await ServiceHost.StartAsync(
            school.ConnectionString, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "00:00:00.050"));
        using ChangeReader again = await ChangeReader.OpenAsync(later.Client, atOther.LastId);
        await school.RegisterAsync(12);
        Assert.Equal([12], await again.UsersAsync(1));
    }

    [PostgreSqlFact]
    public async Task Subscription_InMaintainedMode_IsResumedAtAnotherInstance()
    {
        if (Engine.IsPackages)
        {
            return;
        }

        string database = await MaintainedSample.CreateAsync();
        (string, string?)[] settings = [("LeadGraph:Store", "Auto"), .. MaintainedSample.InMaintainedMode];
        await using ServiceHost host = await ServiceHost.StartAsync(database, settings);
        await using ServiceHost other = await ServiceHost.StartAsync(database, settings);
        await host.UntilReadyAsync();
        await other.UntilReadyAsync();
        using ChangeReader reader = await ChangeReader.OpenAsync(host.Client);
        await MaintainedSample.AddCoolAsync(database, 20);
        Assert.Equal([20], await reader.UsersAsync(1));
        reader.Dispose();
        await MaintainedSample.AddCoolAsync(database, 21);
        await Eventually.UntilAsync(async () => await MaintainedSample.ChangesAsync(database) == 2);

        using ChangeReader atOther = await ChangeReader.OpenAsync(other.Client, reader.LastId);
        Assert.Equal([21], await atOther.UsersAsync(1));
        await MaintainedSample.AddCoolAsync(database, 22);
        Assert.Equal([22], await atOther.UsersAsync(1));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_ThatCannotBeResumedFrom_IsAnErrorAsInTheFeed(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        await RecordAsync(school, 6);
        var (_, _, _, first, _) = await PageAsync(school.Host, "first: 1");
        await PruneAsync(school, 2);

        JsonElement error = await ErrorAsync(school.Host, first!);
        Assert.Equal("CHANGES_DELETED", error.GetProperty("code").GetString());
        Assert.Equal("Last-Event-ID", error.GetProperty("argument").GetString());
        using ChangeReader oldest = await ChangeReader.OpenAsync(
            school.Host.Client, error.GetProperty("oldest").GetString());
        await oldest.ReadAsync();
        error = await ErrorAsync(school.Host, "Y2hhbmdlOjk5");
        Assert.Equal("CURSOR_OF_OTHER_STORE", error.GetProperty("code").GetString());

        using ChangeReader bad = await ChangeReader.OpenAsync(school.Host.Client, arguments: "(after: \"MQ==\")");
        Assert.Equal("HC0078", (await bad.ErrorAsync()).GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_WithoutAStore_IsAnErrorAndChangesHaveNone(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            provider, settings: ("LeadGraph:Store", "Auto"));

        Assert.Equal("STORE_MISSING", (await ErrorAsync(school.Host, "Y2hhbmdlOjE")).GetProperty("code").GetString());
        using ChangeReader reader = await ChangeReader.OpenAsync(school.Host.Client);
        await school.ListenersAsync(1);
        await school.PollsAsync();
        await school.RegisterAsync(1);

        Assert.Equal([1], await reader.UsersAsync(1));
        Assert.Null(reader.LastId);
        // From now on changes are recorded, and the same subscription can be resumed.
        await ChangingDatabase.InstallAsync(school.ConnectionString);
        await school.UntilComparedAsync();
        await school.RegisterAsync(2, count: 2);
        Assert.Equal([2], await reader.UsersAsync(1));
        using ChangeReader resumed = await ChangeReader.OpenAsync(school.Host.Client, reader.LastId!);
        Assert.Equal([3], await resumed.UsersAsync(1));
    }

    [EngineTheory, OnSqlite, OnPostgreSql]
    public async Task EventStream_WhileTheStoreFails_LogsItOnceAndGoesOnAfterIt(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        await RecordAsync(school, 3);
        await RenameAsync(school, "reason", "cause");
        using ChangeReader reader = await ChangeReader.OpenAsync(school.Host.Client, Beginning);
        using ChangeReader other = await ChangeReader.OpenAsync(school.Host.Client, Beginning);
        await school.Host.Logs.WaitForAsync(LogLevel.Warning, "Subscriptions cannot read");

        await RenameAsync(school, "cause", "reason");
        Assert.Equal([1, 2, 3], await reader.UsersAsync(3));
        Assert.Equal([1, 2, 3], await other.UsersAsync(3));
        Assert.Single(
            school.Host.Logs.All, entry => entry.Message.StartsWith("Subscriptions", StringComparison.Ordinal));
    }

    [PostgreSqlFact]
    public async Task EventStream_ThatCannotReadAChange_EndsWithAnError()
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.PostgreSql);
        await RecordAsync(school, 1);
        await school.ExecuteAsync("ALTER TABLE leadgraph.tier_changes ALTER COLUMN user_id TYPE text");

        JsonElement error = await ErrorAsync(school.Host, Beginning);
        Assert.Equal("INTERNAL_SERVER_ERROR", error.GetProperty("code").GetString());
    }

    private static async Task RenameAsync(ChangingDatabase school, string from, string to)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        await store.ExecuteAsync(
            $"ALTER TABLE leadgraph.tier_changes RENAME COLUMN {from} TO {to}", CancellationToken.None);
    }

    private static async Task<long> UserAsync(GraphQLSocket socket)
        => JsonElement.Parse(await socket.ReceiveAsync()).GetProperty("payload").GetProperty("data")
            .GetProperty("onLeadScoreChanged").GetProperty("userId").GetInt64();

    private static async Task<JsonElement> ErrorAsync(ServiceHost host, string lastId)
    {
        using ChangeReader reader = await ChangeReader.OpenAsync(host.Client, lastId);
        return (await reader.ErrorAsync()).GetProperty("extensions");
    }

    private static Task UntilRecordedAsync(ChangingDatabase school, int count)
        => Eventually.UntilAsync(async () => (await school.RecordedAsync()).Count >= count);
}
