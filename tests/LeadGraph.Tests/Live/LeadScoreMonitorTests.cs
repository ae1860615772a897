using HotChocolate.Subscriptions;
using LeadGraph.Data;
using LeadGraph.Live;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Live;

public class LeadScoreMonitorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [PostgreSqlTheory, OnPostgreSql]
    public async Task Change_WhileSomeoneListens_IsPublishedOnce(DatabaseProvider provider)
    {
        await using var school = await School.OpenAsync(provider);
        await school.RegisterAsync(1);
        await school.ActAsync(1, events: 4);
        await using Listener listener = await school.ListenAsync();

        await school.ActAsync(1, events: 1);
        Assert.Equal((1, LeadScore.Cold, LeadScore.Cool), await listener.NextAsync());

        await school.RegisterAsync(2);
        Assert.Equal((2, null, LeadScore.Cold), await listener.NextAsync());
        await school.ActAsync(2, events: 30);
        Assert.Equal((2, LeadScore.Cold, LeadScore.Cool), await listener.NextAsync());
    }

    [PostgreSqlTheory, OnPostgreSql]
    public async Task Changes_WhileNobodyListens_AreNobodys(DatabaseProvider provider)
    {
        await using var school = await School.OpenAsync(provider);
        await school.RegisterAsync(1);
        await using (Listener first = await school.ListenAsync())
        {
            await school.ActAsync(1, events: 5);
            Assert.Equal((1, LeadScore.Cold, LeadScore.Cool), await first.NextAsync());
        }

        Assert.Equal(0, school.Monitor.Listeners);
        await school.RegisterAsync(2);
        await school.ExecuteAsync("DELETE FROM events");

        await using Listener second = await school.ListenAsync();
        await school.RegisterAsync(3);
        Assert.Equal((3, null, LeadScore.Cold), await second.NextAsync());
    }

    [PostgreSqlTheory, OnPostgreSql]
    public async Task DeletedLead_IsNoChange(DatabaseProvider provider)
    {
        await using var school = await School.OpenAsync(provider);
        await school.RegisterAsync(1);
        await school.RegisterAsync(2);
        await using Listener listener = await school.ListenAsync();

        await school.ExecuteAsync("DELETE FROM free_lesson_registrations WHERE user_id = 1");
        await school.PollsAsync();
        await school.RegisterAsync(3);

        Assert.Equal((3, null, LeadScore.Cold), await listener.NextAsync());
    }

    [PostgreSqlTheory, OnPostgreSql]
    public async Task TroubleWithTheDatabase_EndsAndChangesAreSeenAgain(DatabaseProvider provider)
    {
        await using var school = await School.OpenAsync(provider);
        await school.RegisterAsync(1);
        await using Listener listener = await school.ListenAsync();

        await school.ExecuteAsync("ALTER TABLE events RENAME TO events_away");
        await school.TroubleAsync();
        await school.ExecuteAsync("ALTER TABLE events_away RENAME TO events");
        await school.ActAsync(1, events: 5);

        Assert.Equal((1, LeadScore.Cold, LeadScore.Cool), await listener.NextAsync());
    }

    /// <summary>A service over a database that the test changes.</summary>
    private sealed class School(ServiceHost host, string database) : IAsyncDisposable
    {
        private int _lastEvent;

        public LeadScoreMonitor Monitor => host.Services.GetRequiredService<LeadScoreMonitor>();

        public static async Task<School> OpenAsync(DatabaseProvider provider)
        {
            Assert.Equal(DatabaseProvider.PostgreSql, provider);
            string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
            await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
            ServiceHost host = await ServiceHost.StartAsync(database, ("LeadGraph:Live:Interval", "00:00:00.050"));
            await host.Services.GetRequiredService<LeadDatabase>().EnsureCatalogAsync(CancellationToken.None);
            return new School(host, database);
        }

        public Task RegisterAsync(long user)
            => ExecuteAsync($"INSERT INTO free_lesson_registrations (user_id) VALUES ({user})");

        public async Task ActAsync(long user, int events)
        {
            int first = _lastEvent + 1;
            _lastEvent += events;
            await ExecuteAsync(
                $"INSERT INTO events (id, user_id, event_type, created_at) "
                + $"SELECT n, {user}, 'click', TIMESTAMPTZ '{host.Clock.Now:O}' FROM generate_series({first}, {_lastEvent}) AS n");
        }

        public Task ExecuteAsync(string sql) => PostgreSqlServer.ExecuteAsync(database, sql);

        /// <summary>Listens as a subscription does, from the moment that the baseline is there.</summary>
        public async Task<Listener> ListenAsync()
        {
            ISourceStream<LeadScoreChange> changes = await host.Services.GetRequiredService<ITopicEventReceiver>()
                .SubscribeAsync<LeadScoreChange>(LeadScoreMonitor.Topic);
            var listener = new Listener(changes, Monitor.Attend());
            await PollsAsync();
            return listener;
        }

        /// <summary>Waits until tiers have been read that were not being read yet.</summary>
        public Task PollsAsync()
        {
            int before = host.Logs.Sql.Count;
            return UntilAsync(() => host.Logs.Sql.Count >= before + 2);
        }

        /// <summary>Waits until the monitor has told of its trouble.</summary>
        public Task TroubleAsync() => UntilAsync(() => host.Logs.All.Any(
            record => record.Category == typeof(LeadScoreMonitor).FullName && record.Level == LogLevel.Warning));

        private static async Task UntilAsync(Func<bool> condition)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!condition())
            {
                await Task.Delay(20, patience.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            NpgsqlConnection.ClearAllPools();
        }
    }

    private sealed class Listener(ISourceStream<LeadScoreChange> changes, IDisposable attention) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<LeadScoreChange> _changes = changes.ReadEventsAsync().GetAsyncEnumerator();

        public async Task<(long UserId, LeadScore? Previous, LeadScore Current)> NextAsync()
        {
            Assert.True(await _changes.MoveNextAsync().AsTask().WaitAsync(Patience));
            LeadScoreChange change = _changes.Current;
            return (change.UserId, change.Previous, change.Current);
        }

        public async ValueTask DisposeAsync()
        {
            attention.Dispose();
            await _changes.DisposeAsync();
            await changes.DisposeAsync();
        }
    }
}
