using System.Collections.Immutable;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Changes;

/// <summary>Changes of tier in Live mode with a store.</summary>
public class TierRecorderTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_WithAStore_AreRecordedThoughNobodyListens(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();

        await school.RegisterAsync(1);
        await UntilRecordedAsync(school, "1 none 0 2");
        await school.ActAsync(1, events: 5);
        await UntilRecordedAsync(school, "1 none 0 2", "1 0 1 0");
        school.Host.Clock.Now += TimeSpan.FromDays(8);
        await UntilRecordedAsync(school, "1 none 0 2", "1 0 1 0", "1 1 0 1");
        await school.ExecuteAsync("DELETE FROM free_lesson_registrations");
        await UntilRecordedAsync(school, "1 none 0 2", "1 0 1 0", "1 1 0 1", "1 0 0 3");
        Assert.Equal(0, school.Monitor.SubscriberCount);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_WhileNoInstanceRan_AreRecordedWithTheMomentThatNoticedThem(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();
        await school.RegisterAsync(1, count: 2);
        await UntilRecordedAsync(school, "1 none 0 2", "2 none 0 2");
        await school.ActAsync(1, events: 5);
        await UntilRecordedAsync(school, "1 none 0 2", "2 none 0 2", "1 0 1 0");
        const int before = 3;
        await school.Host.StopAsync();

        await school.ActAsync(2, events: 5);
        await using ServiceHost later = await ServiceHost.StartAsync(
            school.ConnectionString, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "00:00:00.050"));
        await Eventually.UntilAsync(async () => (await school.RecordedAsync()).Count > before);
        Assert.Equal("2 0 1 0", (await school.RecordedAsync())[^1]);

        await later.StopAsync();
        await using ServiceHost stricter = await ServiceHost.StartAsync(
            school.ConnectionString, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "00:00:00.050"),
            ("LeadGraph:Scoring:Cool:MinEvents", "6"));
        await Eventually.UntilAsync(async () => (await school.RecordedAsync()).Count == before + 3);
        Assert.Equal(["1 1 0 4", "2 1 0 4"], (await school.RecordedAsync())[^2..]);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_OfSeveralInstances_AreRecordedOnceAndReachTheSubscribersOfEach(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await using ServiceHost other = await ServiceHost.StartAsync(
            school.ConnectionString, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "00:00:00.050"));
        await using var atFirst = new Subscriber(school.Host);
        await using var atOther = new Subscriber(other);
        await school.UntilComparedAsync();

        for (int user = 1; user <= 20; user++)
        {
            await school.RegisterAsync(user);
            await UntilRecordedAsync(school, last => last == $"{user} none 0 2");
        }

        long[] users = [.. Enumerable.Range(1, 20)];
        Assert.Equal(users, await atFirst.HearAsync(20));
        Assert.Equal(users, await atOther.HearAsync(20));
        Assert.Equal(users.Select(user => $"{user} none 0 2"), await school.RecordedAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Store_InstalledWhileSomebodyListens_IsUsedFromThenOn(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            provider, settings: ("LeadGraph:Store", "Auto"));
        await using var subscriber = new Subscriber(school.Host);
        using IDisposable counted = school.Monitor.AddSubscriber();
        await school.PollsAsync();
        await school.RegisterAsync(1);
        Assert.Equal([1], await subscriber.HearAsync(1));

        await ChangingDatabase.InstallAsync(school.ConnectionString);
        await school.UntilComparedAsync();
        await school.RegisterAsync(2);

        Assert.Equal([2], await subscriber.HearAsync(1));
        Assert.Equal(["2 none 0 2"], await school.RecordedAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Store_RemovedAndInstalledAgain_IsReadFromThenOn(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await using var subscriber = new Subscriber(school.Host);
        await school.UntilComparedAsync();
        await school.RegisterAsync(1);
        Assert.Equal([1], await subscriber.HearAsync(1));

        using var output = new StringWriter();
        Assert.Equal(0, await DatabaseCommand.RunAsync("uninstall", school.ConnectionString, output, output));
        await ChangingDatabase.InstallAsync(school.ConnectionString);
        await school.UntilComparedAsync();
        // The ids begin again.
        for (int user = 2; user <= 4; user++)
        {
            await school.RegisterAsync(user);
            await UntilRecordedAsync(school, last => last == $"{user} none 0 2");
        }

        while ((await subscriber.HearAsync(1))[^1] != 4)
        {
            // It may have heard of the others.
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Store_ThatTheSettingsForbid_IsNotUsed(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(
            provider, ("LeadGraph:Store", "None"));
        await using var subscriber = new Subscriber(school.Host);
        using IDisposable counted = school.Monitor.AddSubscriber();
        await school.PollsAsync();

        await school.RegisterAsync(1);

        Assert.Equal([1], await subscriber.HearAsync(1));
        Assert.Empty(await school.RecordedAsync());
    }

    [PostgreSqlFact]
    public async Task Comparison_WhoseStatementsTakeLongerThanTheIdleLimitOfItsLock_EndsBefore()
    {
        const int Users = 1001;
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(
            DatabaseProvider.PostgreSql, ("LeadGraph:Live:ExecutionTimeout", "00:00:03"));
        // Each statement sleeps: the one that reads all tiers, and the three that explain the falls.
        await school.ExecuteAsync($"""
            CREATE TABLE sleep AS SELECT 0.0 AS seconds;
            ALTER TABLE events RENAME TO all_events;
            CREATE VIEW events AS SELECT e.* FROM all_events e
                WHERE (SELECT pg_sleep(seconds) IS NOT NULL FROM sleep OFFSET 0);
            INSERT INTO free_lesson_registrations (user_id) SELECT generate_series(1, {Users});
            INSERT INTO all_events (id, user_id, event_type, created_at)
                SELECT n, 1 + n % {Users}, 'click', '{school.Host.Clock.Now:yyyy-MM-dd HH:mm:ss}'
                FROM generate_series(0, 5 * {Users} - 1) n;
            """);
        await Eventually.UntilAsync(async () => await KnownAsync(1) == Users);

        await school.ExecuteAsync($"UPDATE sleep SET seconds = 2.1; DELETE FROM all_events WHERE id < {Users}");
        await school.Host.Logs.WaitForAsync(LogLevel.Warning, "The tiers cannot be compared");

        // The server ends a connection that is idle for twice as long.
        Assert.All(
            school.Host.Logs.All.Where(record => record.Message.Contains("cannot be compared")),
            record => Assert.Contains("The database did not respond within 3 seconds.", record.Message));

        async Task<long> KnownAsync(int tier)
        {
            await using var store = await school.OpenStoreAsync();
            await using var command = store.Command(
                $"SELECT count(*) FROM leadgraph.known_tiers WHERE lead_score = {tier}");
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }

    [PostgreSqlTheory]
    [InlineData("known_tiers", "Maintained", "Live")]
    [InlineData("tier_changes", "Live", "Live")]
    [InlineData("tier_changes", "Maintained", "Maintained")]
    public async Task Deletion_ThatTakesLongerThanAnOrdinaryCommandMay_IsWaitedFor(
        string table, string before, string after)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(DatabaseProvider.PostgreSql);
        await school.Host.StopAsync();
        await school.RegisterAsync(1, count: 3);
        await using ServiceHost first = await StartAsync(before);
        await UntilAsync($"(SELECT mode FROM leadgraph.feed) = '{before}'");
        await first.StopAsync();
        // Before all others: what the first service may have recorded of the three is kept, and what comes after it.
        await school.ExecuteAsync($"""
            INSERT INTO leadgraph.tier_changes (id, user_id, current, reason, changed_at)
                OVERRIDING SYSTEM VALUE VALUES (0, 1, 0, 2, '2001-01-01');
            CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(3); RETURN NULL; END';
            CREATE TRIGGER sleep BEFORE DELETE ON leadgraph.{table} FOR EACH STATEMENT EXECUTE FUNCTION sleep();
            """);

        await using ServiceHost second = await StartAsync(after, ";Command Timeout=2");

        await UntilAsync($"(SELECT mode FROM leadgraph.feed) = '{after}' AND NOT EXISTS ("
            + "SELECT FROM leadgraph.tier_changes WHERE changed_at = '2001-01-01')");

        Task<ServiceHost> StartAsync(string mode, string settings = "") => ServiceHost.StartAsync(
            school.ConnectionString + settings, ("LeadGraph:Store", "Auto"), ("LeadGraph:Activity:Mode", mode),
            ("LeadGraph:Live:Interval", "00:00:00.050"), ("LeadGraph:Activity:RefreshInterval", "00:00:00.200"));

        Task UntilAsync(string condition) => Eventually.UntilAsync(async () =>
        {
            await using var store = await school.OpenStoreAsync();
            await using var command = store.Command($"SELECT {condition}");
            return await command.ExecuteScalarAsync() is true;
        });
    }

    private static Task UntilRecordedAsync(ChangingDatabase school, Func<string, bool> isLast)
        => Eventually.UntilAsync(async () => await school.RecordedAsync() is [.., var last] && isLast(last));

    private static async Task UntilRecordedAsync(ChangingDatabase school, params string[] changes)
    {
        await Eventually.UntilAsync(async () => (await school.RecordedAsync()).Count >= changes.Length);
        Assert.Equal(changes, await school.RecordedAsync());
    }

    /// <summary>Hears what a service publishes.</summary>
    private sealed class Subscriber(ServiceHost host) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _limit = new(Eventually.Limit);
        private readonly ISourceStream<ImmutableArray<LeadScoreChange>> _stream =
            host.Services.GetRequiredService<ITopicEventReceiver>()
                .SubscribeAsync<ImmutableArray<LeadScoreChange>>(LeadScoreMonitor.Topic).AsTask().Result;

        private IAsyncEnumerator<ImmutableArray<LeadScoreChange>>? _messages;

        public async Task<List<long>> HearAsync(int count)
        {
            _messages ??= _stream.ReadEventsAsync().GetAsyncEnumerator(_limit.Token);
            List<long> heard = [];
            while (heard.Count < count)
            {
                Assert.True(await _messages.MoveNextAsync());
                heard.AddRange(_messages.Current.Select(change => change.UserId));
            }

            return heard;
        }

        public async ValueTask DisposeAsync()
        {
            if (_messages is not null)
            {
                await _messages.DisposeAsync();
            }

            await _stream.DisposeAsync();
            _limit.Dispose();
        }
    }
}
