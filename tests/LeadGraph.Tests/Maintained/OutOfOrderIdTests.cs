using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Maintained;

/// <summary>Event ids that do not rise with time: an outlier, an import under large ids, none at all.</summary>
public class OutOfOrderIdTests
{
    private const int LookBack = 100;

    private const string Registrations =
        "INSERT INTO free_lesson_registrations (user_id) SELECT n FROM generate_series(1, 3) n;";

    private static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    [PostgreSqlTheory]
    [InlineData("9223372036854775807", 5)]
    [InlineData("9223372036854775807", 3000)]
    [InlineData("9223372036854775807 - n", 5)]
    [InlineData("1000000000 + n", 3000)]
    public async Task Tick_AfterEventsUnderOutlyingIds_SeesWhatComesUnderOrdinaryOnes(string id, int count)
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations + Events(1, 300));
        ActivityTick instance = database.Instance(options: new ActivityOptions { LookBack = LookBack });
        await TickAsync(instance);

        int outliers = id.Contains('n') ? LookBack / 2 : 1;
        await database.ExecuteAsync($"""
            INSERT INTO events (id, user_id, created_at)
            SELECT {id}, 2, '2025-09-10 12:00:00Z' FROM generate_series(1, {outliers}) n
            """);
        for (int i = 0; i < 4; i++)
        {
            await TickAsync(instance);
        }

        // However old the events are that come under the ids of the sequence.
        await database.ExecuteAsync(Events(3, count, "2025-09-05 12:00:00Z"));
        TickResult result = await TickAsync(instance);

        Assert.Equal((TickKind.Incremental, 1L), (result.Kind, result.Written));
        Assert.Equal(["1 300", $"2 {outliers}", $"3 {count}"], await UsersAsync(database));
    }

    [PostgreSqlFact]
    public async Task Tick_AfterAnImportUnderLargeIds_SeesWhatComesBelowAndSaysSo()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations + Events(1, 300));
        ActivityTick instance = database.Instance(options: new ActivityOptions { LookBack = LookBack });
        await TickAsync(instance);
        await database.ExecuteAsync("""
            INSERT INTO events (id, user_id, created_at)
            SELECT 1000000000 + n, 2, '2025-09-09 12:00:00Z' FROM generate_series(1, 500) n
            """);
        // Transactions of other tests count, too: the ids are settled when those that were open have ended.
        await Eventually.UntilAsync(async () =>
        {
            await TickAsync(instance);
            return (await database.RowsAsync("SELECT 1 FROM leadgraph.state WHERE settled_id > 1000000000")).Count > 0;
        });

        await database.ExecuteAsync(Events(3, 5, "2025-09-10 14:59:00Z") + Events(3, 1, "2025-09-05 12:00:00Z"));
        TickResult seen = await TickAsync(instance);
        Assert.Equal((TickKind.Incremental, 1L), (seen.Kind, seen.BelowLookBack));
        // What is older than ticks look for, a rebuild finds soon.
        TickResult rebuilt = await TickAsync(instance, Now.AddMinutes(5));

        Assert.Equal((TickKind.Rebuild, "new events have ids far below the largest"), (rebuilt.Kind, rebuilt.Reason));
        Assert.Equal(["1 300", "2 500", "3 6"], await UsersAsync(database));
    }

    [PostgreSqlFact]
    public async Task Tick_WithEventsWithoutAnId_SeesThem()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables:
            OwnTables.WithoutKeys + "CREATE INDEX ON events (user_id, created_at);" + Registrations);
        ActivityTick instance = database.Instance(options: new ActivityOptions { LookBack = LookBack });
        await database.ExecuteAsync("""
            INSERT INTO events (id, user_id, created_at) SELECT n, 1, '2025-09-10 12:00' FROM generate_series(1, 300) n
            """);
        await TickAsync(instance);

        await database.ExecuteAsync(
            "INSERT INTO events (user_id, created_at) SELECT 3, '2025-09-05 12:00' FROM generate_series(1, 5)");
        TickResult result = await TickAsync(instance);

        Assert.Equal((TickKind.Incremental, 1L), (result.Kind, result.Written));
        Assert.Equal(["1 300", "2 0", "3 5"], await UsersAsync(database));
    }

    [PostgreSqlFact]
    public async Task Status_WithAnOutlyingId_CountsTheEventsThatNoTickHasSeen()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(Registrations + Events(1, 3)
            + "INSERT INTO events (id, user_id, created_at) VALUES (9223372036854775807, 2, '2025-09-10 12:00:00Z');");
        await TickAsync(database.Instance());
        await database.ExecuteAsync(Events(3, 5));

        using var status = new StringWriter();
        await MaintainedStatus.WriteAsync(database.Source, status, CancellationToken.None);

        Assert.Contains("events not yet processed: 5", status.ToString());
    }

    private static string Events(int user, int count, string time = "2025-09-10 12:00:00Z") => $"""
        INSERT INTO events (user_id, event_type, created_at)
        SELECT {user}, 'x', '{time}'::timestamptz - n * interval '1 second' FROM generate_series(1, {count}) n;
        """;

    private static Task<TickResult> TickAsync(ActivityTick instance, DateTime? now = null)
        => instance.RunAsync(now ?? Now, TimeSpan.Zero, rebuild: false, CancellationToken.None);

    private static Task<List<string>> UsersAsync(MaintainedDatabase database) => database.RowsAsync(
        "SELECT user_id, total_events FROM leadgraph.user_activity ORDER BY user_id");
}
