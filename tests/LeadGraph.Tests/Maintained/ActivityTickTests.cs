using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Npgsql;
using static LeadGraph.Tests.Maintained.TickScripts;

namespace LeadGraph.Tests.Maintained;

/// <summary>Which events and registrations a tick sees, and which changes of tier it records.</summary>
public class ActivityTickTests
{
    [PostgreSqlFact]
    public async Task Tick_WithATransactionOpenForLong_FindsWhatItCommitsBehindLargerIds()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 3));
        ActivityTick instance = database.Instance(options: new ActivityOptions { LookBack = 0 });
        await database.UntilRowsAreSettledAsync();
        await TickAsync(instance, Now);

        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction slow = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand(Events(1, 6, Now), connection))
        {
            await insert.ExecuteNonQueryAsync();
        }

        for (int i = 0; i < 20; i++)
        {
            await database.ExecuteAsync(Events(2, 1, Now));
            TickResult held = await TickAsync(instance, Now);
            // While it is open, everybody with events since it began is computed anew each time.
            Assert.Equal((1, 1), (held.Recomputed, held.Written));
        }

        TickResult nothingNew = await TickAsync(instance, Now);
        Assert.Equal((1, 0), (nothingNew.Recomputed, nothingNew.Written));

        await slow.CommitAsync();
        await TickAsync(instance, Now);
        Assert.Equal(["1 6 1", "2 20 1", "3 0 0"], await UsersAsync(database));

        // Once it has ended, nobody is; transactions of other tests count too, as long as they are open.
        await Eventually.UntilAsync(async () => (await TickAsync(instance, Now)).Recomputed == 0);
    }

    [PostgreSqlFact]
    public async Task Tick_WithACachedSequence_FindsEventsBelowTheWatermark()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 2) + "ALTER TABLE events ALTER id SET CACHE 100;");
        ActivityTick instance = database.Instance();
        await using NpgsqlConnection hoarder = await database.Source.OpenConnectionAsync();
        await InsertAsync(hoarder, 1);
        await database.ExecuteAsync(Events(2, 1, Now));
        for (int i = 0; i < 4; i++)
        {
            await TickAsync(instance, Now);
        }

        await InsertAsync(hoarder, 4);
        await TickAsync(instance, Now);

        Assert.Equal(["1 5 1", "2 1 0"], await UsersAsync(database));
        Assert.Equal(["t"], await database.RowsAsync("""
            SELECT (max(id) FILTER (WHERE user_id = 1) < max(id) FILTER (WHERE user_id = 2))::text::char FROM events
            """));

        static async Task InsertAsync(NpgsqlConnection connection, int count)
        {
            await using var insert = new NpgsqlCommand(Events(1, count, Now), connection);
            await insert.ExecuteNonQueryAsync();
        }
    }

    [PostgreSqlFact]
    public async Task Tick_AsAUserGrowsHotColdAndHotAgain_RecordsThreeChanges()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 1));
        ActivityTick instance = database.Instance(options: new ActivityOptions
        {
            RebuildInterval = TimeSpan.FromDays(7)
        });
        await TickAsync(instance, Now);

        string week = string.Concat(Enumerable.Range(0, 5).Select(day => Events(1, 4, Now.AddDays(-day))));
        await database.ExecuteAsync(week);
        Assert.Equal(TickKind.Incremental, (await TickAsync(instance, Now)).Kind);
        // The user's events merely grow old.
        TickResult aged = await TickAsync(instance, Now.AddDays(6.5));
        Assert.Equal(TickKind.Incremental, aged.Kind);
        DateTime later = Now.AddDays(6.6);
        await database.ExecuteAsync(
            string.Concat(Enumerable.Range(0, 5).Select(day => Events(1, 4, later.AddDays(-day)))));
        await TickAsync(instance, later);

        Assert.Equal(["0 3", "3 0", "0 3"],
            await database.RowsAsync("SELECT previous, current FROM leadgraph.tier_changes ORDER BY id"));
    }

    [PostgreSqlFact]
    public async Task Tick_ForSomebodyNew_RecordsAChangeWithoutAPreviousTier()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations(1, 5));
        ActivityTick instance = database.Instance();
        TickResult first = await TickAsync(instance, Now);
        Assert.Equal((TickKind.Rebuild, "first computation", 5L, 0L),
            (first.Kind, first.Reason, first.Written, first.TierChanges));

        await database.ExecuteAsync(Registrations(6, 6));
        await TickAsync(instance, Now);

        Assert.Equal(["6 NULL 0"],
            await database.RowsAsync("SELECT user_id, previous, current FROM leadgraph.tier_changes"));
    }

    [PostgreSqlFact]
    public async Task Tick_WithOtherRules_RebuildsAndRecordsChangesForThatReason()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 3) + Events(2, 4, Now));
        await TickAsync(database.Instance(), Now);
        var rules = new ScoringRules { WindowDays = 3, Cool = new ScoreThreshold { MinEvents = 4 } };

        TickResult result = await TickAsync(database.Instance(rules), Now);

        Assert.Equal((TickKind.Rebuild, "other scoring rules", 1L), (result.Kind, result.Reason, result.TierChanges));
        Assert.Equal(
            ["2 0 1 4"],
            await database.RowsAsync("SELECT user_id, previous, current, reason FROM leadgraph.tier_changes"));
        Assert.Equal(["1 0 0", "2 4 1", "3 0 0"], await UsersAsync(database));
        Assert.Empty(await database.DifferencesAsync(Now, rules));
        Assert.Equal(TickKind.Incremental, (await TickAsync(database.Instance(rules), Now)).Kind);
    }

    [PostgreSqlFact]
    public async Task Rebuild_WhenDue_WritesOnlyWhatDiffers()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 50) + Events(7, 3, Now) + Events(8, 3, Now));
        ActivityTick instance = database.Instance();
        await database.UntilRowsAreSettledAsync();
        await TickAsync(instance, Now);
        await database.ExecuteAsync("""
            DELETE FROM events WHERE user_id = 7;
            DELETE FROM free_lesson_registrations WHERE user_id = 9;
            UPDATE free_lesson_registrations SET email = 'new@example.com' WHERE user_id = 10;
            """);

        // The tick sees what happens to registrations, and the deletion of events is left to the rebuild.
        TickResult tick = await TickAsync(instance, Now.AddMinutes(59));
        Assert.Equal((TickKind.Incremental, 2L), (tick.Kind, tick.Written));
        TickResult result = await TickAsync(instance, Now.AddHours(1));

        Assert.Equal((TickKind.Rebuild, "due", 1L), (result.Kind, result.Reason, result.Written));
        Assert.Empty(await database.DifferencesAsync(Now.AddHours(1)));
    }

    [PostgreSqlFact]
    public async Task Tick_AfterTheTableWasEmptiedAndItsIdsBeganAnew_Rebuilds()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Registrations(1, 1) + Events(1, 9, Now));
        ActivityTick instance = database.Instance();
        await TickAsync(instance, Now);
        await database.ExecuteAsync("TRUNCATE events RESTART IDENTITY;" + Events(1, 2, Now));

        Assert.Equal("the largest event id is smaller than before", (await TickAsync(instance, Now)).Reason);
        Assert.Equal(["1 2 0"], await UsersAsync(database));
        await database.ExecuteAsync(Events(1, 3, Now));
        Assert.Equal(TickKind.Incremental, (await TickAsync(instance, Now)).Kind);
        Assert.Equal(["1 5 1"], await UsersAsync(database));
    }
}
