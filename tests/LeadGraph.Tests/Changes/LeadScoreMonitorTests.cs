using System.Collections.Immutable;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Changes;

public class LeadScoreMonitorTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Change_WhileSomeoneListens_IsPublishedOnce(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await school.RegisterAsync(1);
        await school.ActAsync(1, events: 4);
        await using Listener listener = await ListenAsync(school);

        await school.ActAsync(1, events: 1);
        Assert.Equal((1, LeadScore.Cold, LeadScore.Cool), await listener.NextAsync());

        await school.RegisterAsync(2);
        Assert.Equal((2, null, LeadScore.Cold), await listener.NextAsync());
        await school.ActAsync(2, events: 30);
        Assert.Equal((2, LeadScore.Cold, LeadScore.Cool), await listener.NextAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_WithoutSubscribers_AreNotPublished(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await school.RegisterAsync(1);
        await using (Listener first = await ListenAsync(school))
        {
            await school.ActAsync(1, events: 5);
            Assert.Equal((1, LeadScore.Cold, LeadScore.Cool), await first.NextAsync());
        }

        Assert.Equal(0, school.Monitor.SubscriberCount);
        await school.RegisterAsync(2);
        await school.ExecuteAsync("DELETE FROM events");

        await using Listener second = await ListenAsync(school);
        await school.RegisterAsync(3);
        Assert.Equal((3, null, LeadScore.Cold), await second.NextAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_HaveTheReasonsThatTheyHave(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using Listener listener = await ListenAsync(school);

        await school.RegisterAsync(1);
        await AssertNextAsync(null, LeadScore.Cold, LeadScoreChangeReason.Registration);
        await school.ActAsync(1, events: 5);
        await AssertNextAsync(LeadScore.Cold, LeadScore.Cool, LeadScoreChangeReason.Events);
        await school.ExecuteAsync("UPDATE events SET user_id = 2 WHERE id = 5");
        await AssertNextAsync(LeadScore.Cool, LeadScore.Cold, LeadScoreChangeReason.Events);
        await school.ActAsync(1, events: 1);
        await AssertNextAsync(LeadScore.Cold, LeadScore.Cool, LeadScoreChangeReason.Events);
        // One comes as five leave.
        school.Host.Clock.Now += TimeSpan.FromDays(4);
        await school.ActAsync(1, events: 1);
        school.Host.Clock.Now += TimeSpan.FromDays(4);
        await AssertNextAsync(LeadScore.Cool, LeadScore.Cold, LeadScoreChangeReason.Expiry);
        await school.ExecuteAsync("DELETE FROM free_lesson_registrations");
        await AssertNextAsync(LeadScore.Cold, LeadScore.Cold, LeadScoreChangeReason.Removal);
        await school.RegisterAsync(1);
        await AssertNextAsync(null, LeadScore.Cold, LeadScoreChangeReason.Registration);

        async Task AssertNextAsync(LeadScore? previous, LeadScore current, LeadScoreChangeReason reason)
        {
            LeadScoreChange change = await listener.NextChangeAsync();
            Assert.Equal((1, previous, current, reason),
                (change.UserId, change.Previous, change.Current, change.Reason));
            Assert.Equal(reason == LeadScoreChangeReason.Removal, change.Removed);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task TroubleWithTheDatabase_EndsAndChangesAreSeenAgain(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await school.RegisterAsync(1);
        await using Listener listener = await ListenAsync(school);

        await school.ExecuteAsync("ALTER TABLE events RENAME TO events_away");
        await TroubleAsync(school);
        await school.ExecuteAsync("ALTER TABLE events_away RENAME TO events");
        await school.ActAsync(1, events: 5);

        Assert.Equal((1, LeadScore.Cold, LeadScore.Cool), await listener.NextAsync());
    }

    [PostgreSqlFact]
    public async Task Comparison_ThatTakesLongerThanItMay_EndsAndChangesAreSeenAgain()
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            DatabaseProvider.PostgreSql, settings: ("LeadGraph:Live:ExecutionTimeout", "00:00:01"));
        await school.RegisterAsync(1);
        await using Listener listener = await ListenAsync(school);

        await using var holder = new NpgsqlConnection(school.ConnectionString);
        await holder.OpenAsync();
        await using NpgsqlTransaction hold = await holder.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("LOCK TABLE events", holder);
        await command.ExecuteNonQueryAsync();
        await TroubleAsync(school);
        await hold.RollbackAsync();
        await school.ActAsync(1, events: 5);

        Assert.Equal((1, LeadScore.Cold, LeadScore.Cool), await listener.NextAsync());
        Assert.Contains("The database did not respond within 1 seconds.", Troubles(school).Single());
    }

    [PostgreSqlFact]
    public async Task Trouble_OfAnotherKind_IsLoggedToo()
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            DatabaseProvider.PostgreSql, settings: ("LeadGraph:Live:ExecutionTimeout", "00:00:01"));
        await using Listener listener = await ListenAsync(school);
        await using var holder = new NpgsqlConnection(school.ConnectionString);
        await holder.OpenAsync();
        await using NpgsqlTransaction hold = await holder.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("ALTER TABLE events RENAME TO events_away", holder);
        await command.ExecuteNonQueryAsync();
        await TroubleAsync(school);

        await hold.CommitAsync();

        await ChangingDatabase.UntilAsync(() => Troubles(school).Length > 1);
        Assert.Contains("The database did not respond within 1 seconds.", Troubles(school)[0]);
        Assert.DoesNotContain("The database did not respond", Troubles(school)[1]);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_MoreThanATopicBuffers_AllArriveInFewMessages(DatabaseProvider provider)
    {
        const int Count = (2 * LeadScoreMonitor.LargestMessage) + 1;
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using Listener listener = await ListenAsync(school);

        await school.RegisterAsync(1, count: Count);

        var met = new List<long>();
        for (int i = 0; i < Count; i++)
        {
            met.Add((await listener.NextAsync()).UserId);
        }

        Assert.Equal(Enumerable.Range(1, Count).Select(user => (long)user), met.Order());
        Assert.Equal(3, listener.Messages);
        Assert.Equal(LeadScoreMonitor.LargestMessage, listener.LargestMessage);
    }

    [PostgreSqlFact]
    public async Task Comparison_WhoseStatementsTakeLongerTogetherThanItMay_EndsAndChangesAreSeenAgain()
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            DatabaseProvider.PostgreSql, settings: ("LeadGraph:Live:ExecutionTimeout", "00:00:01"));
        await school.RegisterAsync(1);
        await school.ActAsync(1, events: 5);
        // Each statement sleeps: the one that reads all tiers, and the one that explains a fall.
        await school.ExecuteAsync("""
            CREATE TABLE sleep AS SELECT 0.0 AS seconds;
            ALTER TABLE events RENAME TO all_events;
            CREATE VIEW events AS SELECT e.* FROM all_events e
                WHERE (SELECT pg_sleep(seconds) IS NOT NULL FROM sleep OFFSET 0);
            """);
        await using Listener listener = await ListenAsync(school);

        await school.ExecuteAsync("UPDATE sleep SET seconds = 0.7; DELETE FROM all_events WHERE id = 5");
        await TroubleAsync(school);
        await school.ExecuteAsync("UPDATE sleep SET seconds = 0");

        Assert.Equal((1, LeadScore.Cool, LeadScore.Cold), await listener.NextAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_BetweenTwoSubscribersWithinAnInterval_AreNotPublished(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider, interval: "00:00:03");
        await using (Listener first = await ListenAsync(school, polls: 1))
        {
            await school.RegisterAsync(1);
            Assert.Equal((1, null, LeadScore.Cold), await first.NextAsync());
        }

        await school.RegisterAsync(2);
        await using Listener second = await ListenAsync(school, polls: 1);
        await school.RegisterAsync(3);

        Assert.Equal((3, null, LeadScore.Cold), await second.NextAsync());
    }

    /// <summary>Listens as a subscription does, from the moment that the baseline is there.</summary>
    private static async Task<Listener> ListenAsync(ChangingDatabase school, int polls = 2)
    {
        ISourceStream<ImmutableArray<LeadScoreChange>> changes =
            await school.Host.Services.GetRequiredService<ITopicEventReceiver>()
                .SubscribeAsync<ImmutableArray<LeadScoreChange>>(LeadScoreMonitor.Topic);
        int before = school.Host.Logs.Sql.Count;
        var listener = new Listener(changes, school.Monitor.AddSubscriber());
        await ChangingDatabase.UntilAsync(() => school.Host.Logs.Sql.Count >= before + polls);
        return listener;
    }

    /// <summary>Waits until the monitor has told of its trouble.</summary>
    private static Task TroubleAsync(ChangingDatabase school)
        => ChangingDatabase.UntilAsync(() => Troubles(school).Length > 0);

    private static string[] Troubles(ChangingDatabase school) =>
    [
        .. school.Host.Logs.All
            .Where(record => record.Category == typeof(LeadScoreMonitor).FullName && record.Level == LogLevel.Warning
                && record.Message.StartsWith("The tiers cannot be compared", StringComparison.Ordinal))
            .Select(record => record.Message)
    ];

    private sealed class Listener(
        ISourceStream<ImmutableArray<LeadScoreChange>> changes, IDisposable subscriber) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<ImmutableArray<LeadScoreChange>> _messages =
            changes.ReadEventsAsync().GetAsyncEnumerator();

        private readonly Queue<LeadScoreChange> _unread = new();

        /// <summary>How many messages the changes came in.</summary>
        public int Messages { get; private set; }

        /// <summary>How many changes there were in the largest message.</summary>
        public int LargestMessage { get; private set; }

        public async Task<(long UserId, LeadScore? Previous, LeadScore Current)> NextAsync()
        {
            LeadScoreChange next = await NextChangeAsync();
            return (next.UserId, next.Previous, next.Current);
        }

        public async Task<LeadScoreChange> NextChangeAsync()
        {
            if (_unread.Count == 0)
            {
                Assert.True(await _messages.MoveNextAsync().AsTask().WaitAsync(Eventually.Limit));
                Messages++;
                LargestMessage = Math.Max(LargestMessage, _messages.Current.Length);
                foreach (LeadScoreChange change in _messages.Current)
                {
                    _unread.Enqueue(change);
                }
            }

            return _unread.Dequeue();
        }

        public async ValueTask DisposeAsync()
        {
            subscriber.Dispose();
            await _messages.DisposeAsync();
            await changes.DisposeAsync();
        }
    }
}
