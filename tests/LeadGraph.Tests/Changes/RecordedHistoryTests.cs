using System.Data.Common;
using System.Diagnostics.Metrics;
using LeadGraph.Changes;
using LeadGraph.Changes.Feed;
using LeadGraph.Configuration;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Changes;

/// <summary>
/// Random histories of the two tables: a recorder in either mode and after any pause records what one that never
/// pauses finds by memory.
/// </summary>
public class RecordedHistoryTests
{
    private const int Rounds = 30;

    [PostgreSqlTheory, InlineData(1), InlineData(2)]
    public async Task Changes_RecordedByInstancesOfBothModesInTurn_AreThoseOfOneThatNeverStops(int seed)
    {
        var random = new Random(seed);
        await using MaintainedDatabase database =
            await MaintainedDatabase.CreateAsync(TickScripts.Registrations(1, 20));
        var rules = new ScoringRules();
        ActivityTick[] ticks = [database.Instance(), database.Instance()];
        using var limiters = new ReadLimiters(new ReadLimits(1, 1, 1, 1, 1));
        var reader = new TierReader(database.Live, limiters, rules, Options.Create(new LiveOptions()));
        using TierRecorder first = Recorder(database, reader, rules), second = Recorder(database, reader, rules);
        var detector = new TierChangeDetector(reader);
        DateTime now = TickScripts.Now;
        await first.RecordAsync(now, CancellationToken.None);
        _ = (await detector.DetectAsync(now, CancellationToken.None)).Count();
        for (int round = 0; round < Rounds; round++)
        {
            now += TimeSpan.FromHours(random.Next(0, 30));
            await database.ExecuteAsync("DELETE FROM leadgraph.tier_changes;\n"
                + string.Concat(Enumerable.Range(0, 8).Select(_ => Step(random, now))));
            await (random.Next(4) switch
            {
                0 => ticks[0].RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None),
                1 => ticks[1].RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None),
                2 => (Task)first.RecordAsync(now, CancellationToken.None),
                _ => second.RecordAsync(now, CancellationToken.None)
            });

            Assert.Equal(
                (await detector.DetectAsync(now, CancellationToken.None)).SelectMany(message => message)
                    .OrderBy(change => change.UserId)
                    .Select(change => $"{change.UserId} {(change.Previous is { } tier ? $"{tier:D}" : "NULL")} "
                        + $"{change.Current:D} {change.Reason:D}"),
                await database.RowsAsync(
                    "SELECT user_id, previous, current, reason FROM leadgraph.tier_changes ORDER BY user_id"));
        }
    }

    [PostgreSqlTheory, InlineData(1), InlineData(2)]
    public async Task Changes_WhileModeAndRulesChangeTogether_AreEachRecordedOnce(int seed)
    {
        var random = new Random(seed);
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(TickScripts.Registrations(1, 20));
        using var limiters = new ReadLimiters(new ReadLimits(1, 1, 1, 1, 1));
        ScoringRules[] rules =
        [
            new(), new() { Cool = new() { MinEvents = 4 } }, new() { WindowDays = 2 }, new() { TimeZone = "Asia/Tokyo" }
        ];
        DateTime now = TickScripts.Now;
        ScoringRules rulesBefore = rules[0];
        Dictionary<long, LeadScore>? before = null;
        for (int round = 0; round < Rounds; round++)
        {
            now += TimeSpan.FromHours(random.Next(0, 30));
            await database.ExecuteAsync("DELETE FROM leadgraph.tier_changes;\n"
                + string.Concat(Enumerable.Range(0, 8).Select(_ => Step(random, now))));
            ScoringRules inForce = rules[random.Next(rules.Length)];
            var reader = new TierReader(database.Live, limiters, inForce, Options.Create(new LiveOptions()));
            using TierRecorder recorder = Recorder(database, reader, inForce);
            await (random.Next(2) == 0
                ? database.Instance(inForce).RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None)
                : (Task)recorder.RecordAsync(now, CancellationToken.None));

            Dictionary<long, LeadScore> after = await TiersAsync(reader, now);
            string[] expected = before is null ? [] : [.. Expected(before, after, inForce != rulesBefore)];
            Assert.Equal(expected.Order(), (await database.RowsAsync(
                "SELECT user_id, previous, current, greatest(reason, 1) FROM leadgraph.tier_changes")).Order());
            (before, rulesBefore) = (after, inForce);
        }
    }

    [PostgreSqlFact]
    public async Task Instance_ThatHasWaited_RecordsNoTimeBeforeThatOfAnother()
    {
        await using MaintainedDatabase database =
            await MaintainedDatabase.CreateAsync(TickScripts.Registrations(1, 20));
        var rules = new ScoringRules();
        ActivityTick waits = database.Instance(), other = database.Instance();
        using var limiters = new ReadLimiters(new ReadLimits(1, 1, 1, 1, 1));
        var reader = new TierReader(database.Live, limiters, rules, Options.Create(new LiveOptions()));
        using TierRecorder compares = Recorder(database, reader, rules), others = Recorder(database, reader, rules);
        DateTime now = TickScripts.Now;
        await TickAsync(other, now);

        bool isAsked = false;
        TickResult tick = await waits.RunAsync(
            () => Clock(ref isAsked, () => TickAsync(other, now.AddSeconds(5)), now.AddSeconds(1), now.AddSeconds(6)),
            TimeSpan.Zero, rebuild: false, CancellationToken.None);
        Assert.Equal((TickKind.Skipped, now.AddSeconds(5)), (tick.Kind, tick.AsOf));
        // Its clock was set back: a little, which is waited for, and further, which is followed.
        Assert.Equal(now.AddSeconds(5), (await TickAsync(waits, now)).AsOf);
        Assert.Equal(now.AddHours(-2), (await TickAsync(waits, now.AddHours(-2))).AsOf);
        await TickAsync(waits, now);

        isAsked = false;
        bool hasOtherRecorded = true;
        Func<Task> otherRecords = async () => hasOtherRecorded = await others.RecordAsync(now, CancellationToken.None);
        Assert.True(await compares.RecordAsync(
            () => Clock(ref isAsked, otherRecords, now, now), CancellationToken.None));
        Assert.False(hasOtherRecorded);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Retention_ByAgeAndByNumber_DeletesTheOldestAndKeepsUpToWhere(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.Host.StopAsync();
        await using StoreConnection store = await school.OpenStoreAsync();
        DateTime now = TickScripts.Now;
        for (int id = 1; id <= 40; id++)
        {
            await store.ExecuteAsync(
                "INSERT INTO leadgraph.tier_changes (user_id, current, reason, changed_at) VALUES (@id, 0, 2, @at)",
                CancellationToken.None, ("id", id), ("at", now.AddDays(id - 40.5)));
        }

        await PruneAsync(store, new ChangesOptions(), now);
        Assert.Equal((11, 10), await KeptAsync(store));
        await PruneAsync(store, new ChangesOptions { MaxKept = 5 }, now);
        Assert.Equal((36, 35), await KeptAsync(store));
        await PruneAsync(store, new ChangesOptions(), now.AddDays(90));
        Assert.Equal((null, 40), await KeptAsync(store));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Retention_OfMoreThanOneRunDeletes_DeletesTheOldestFirstInSeveralRuns(DatabaseProvider provider)
    {
        const int Most = ChangeRetention.MostPerRun;
        const int Kept = 10;
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.Host.StopAsync();
        await using StoreConnection store = await school.OpenStoreAsync();
        DateTime now = TickScripts.Now;
        await RecordAsync(2 * Most, now.AddDays(-40));
        await RecordAsync(Most + Kept, now);

        // By age.
        await PruneAsync(store, new ChangesOptions(), now);
        Assert.Equal((Most + 1, Most), await KeptAsync(store));
        await PruneAsync(store, new ChangesOptions(), now);
        Assert.Equal(((2 * Most) + 1, 2 * Most), await KeptAsync(store));
        await PruneAsync(store, new ChangesOptions(), now);
        Assert.Equal(((2 * Most) + 1, 2 * Most), await KeptAsync(store));

        // By number.
        await PruneAsync(store, new ChangesOptions { MaxKept = 1 }, now);
        Assert.Equal(((3 * Most) + 1, 3 * Most), await KeptAsync(store));
        await PruneAsync(store, new ChangesOptions { MaxKept = 1 }, now);
        Assert.Equal(((3 * Most) + Kept, (3 * Most) + Kept - 1), await KeptAsync(store));

        async Task RecordAsync(int count, DateTime at)
        {
            await using DbCommand command = store.Command(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
                INSERT INTO leadgraph.tier_changes (user_id, current, reason, changed_at)
                SELECT (SELECT count(*) FROM leadgraph.tier_changes) + i, 0, 2, @at FROM n ORDER BY i
                """,
                ("count", count), ("at", at));
            // So many rows take long on a busy machine.
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
    }

    [PostgreSqlFact]
    public async Task Instance_WhoseComparisonIsNotThatOfTheStore_ReadsTheTiersAgain()
    {
        await using MaintainedDatabase database =
            await MaintainedDatabase.CreateAsync(TickScripts.Registrations(1, 20));
        var rules = new ScoringRules();
        using var limiters = new ReadLimiters(new ReadLimits(1, 1, 1, 1, 1));
        var reader = new TierReader(database.Live, limiters, rules, Options.Create(new LiveOptions()));
        using TierRecorder recorder = Recorder(database, reader, rules);
        // The store does not keep all of it.
        DateTime now = TickScripts.Now.AddTicks(7);
        await recorder.RecordAsync(now, CancellationToken.None);

        // Only who reads them again notices.
        await database.ExecuteAsync("UPDATE leadgraph.known_tiers SET lead_score = 1 WHERE user_id = 1");
        await recorder.RecordAsync(now.AddSeconds(10), CancellationToken.None);
        Assert.Empty(await RecordedAsync());

        // Another server takes over. It had not received this comparison, and has made another one.
        await database.ExecuteAsync("UPDATE leadgraph.comparison SET compared_at = compared_at - interval '1 second'");
        await recorder.RecordAsync(now.AddSeconds(20), CancellationToken.None);
        Assert.Equal(["1 1 0"], await RecordedAsync());

        Task<List<string>> RecordedAsync()
            => database.RowsAsync("SELECT user_id, previous, current FROM leadgraph.tier_changes");
    }

    private static Task PruneAsync(StoreConnection store, ChangesOptions options, DateTime now)
        => ChangeRetention.PruneAsync(store, options, now, TimeSpan.FromMinutes(1), CancellationToken.None);

    // The user of the first change, which is its number, and the id up to which all were deleted.
    private static async Task<(long? First, long Pruned)> KeptAsync(StoreConnection store)
    {
        await using DbCommand command = store.Command(
            "SELECT (SELECT min(user_id) FROM leadgraph.tier_changes), pruned_id FROM leadgraph.feed");
        await using DbDataReader row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.IsDBNull(0) ? null : row.GetInt64(0), row.GetInt64(1));
    }

    private static Task<TickResult> TickAsync(ActivityTick instance, DateTime now)
        => instance.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);

    // A clock that is read once before and once after something has happened.
    private static DateTime Clock(ref bool isAsked, Func<Task> happens, DateTime before, DateTime after)
    {
        if (isAsked)
        {
            return after;
        }

        isAsked = true;
        happens().GetAwaiter().GetResult();
        return before;
    }

    private static async Task<Dictionary<long, LeadScore>> TiersAsync(TierReader reader, DateTime now)
        => (await reader.CompareAsync(new LeadTiers(), comparedAt: null, now, CancellationToken.None))
            .Differences().ToDictionary(lead => lead.User, lead => lead.Current!.Value);

    /// <summary>The changes, where 1 stands for both reasons that the events are.</summary>
    private static IEnumerable<string> Expected(
        Dictionary<long, LeadScore> before, Dictionary<long, LeadScore> after, bool otherRules)
    {
        int reason = (int)(otherRules ? LeadScoreChangeReason.Rules : LeadScoreChangeReason.Expiry);
        return
        [
            .. before.Where(lead => !after.ContainsKey(lead.Key)).Select(lead => $"{lead.Key} {lead.Value:D} 0 3"),
            .. after.Where(lead => !before.ContainsKey(lead.Key)).Select(lead => $"{lead.Key} NULL {lead.Value:D} 2"),
            .. after.Where(lead => before.TryGetValue(lead.Key, out LeadScore tier) && tier != lead.Value)
                .Select(lead => $"{lead.Key} {before[lead.Key]:D} {lead.Value:D} {reason}")
        ];
    }

    private static TierRecorder Recorder(MaintainedDatabase database, TierReader reader, ScoringRules rules)
        => new(
            reader,
            new LeadStore(
                database.Live, DatabaseConnection.Parse(database.ConnectionString, ""),
                Options.Create(new LeadGraphOptions())),
            rules, Options.Create(new LiveOptions { Interval = TimeSpan.Zero }),
            Options.Create(new ChangesOptions()),
            new FeedAge(
                new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
                TimeProvider.System),
            new RecentChanges(new ChangeSignal()));

    private static string Step(Random random, DateTime now)
    {
        int user = random.Next(1, 30);
        return random.Next(6) switch
        {
            0 => $"DELETE FROM free_lesson_registrations WHERE user_id = {user};\n",
            1 => $"""
                INSERT INTO free_lesson_registrations (user_id) VALUES ({user}) ON CONFLICT DO NOTHING;

                """,
            _ => TickScripts.Events(user, random.Next(1, 15), now.AddHours(-random.Next(0, 100)))
        };
    }
}
