using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Maintained;

/// <summary>What ticks see of registrations.</summary>
public class RegistrationTickTests
{
    private const string OneRowPerLesson = """
        CREATE TABLE free_lesson_registrations (id serial PRIMARY KEY, user_id bigint, username text, first_name text,
            email text, registered_at timestamptz);
        CREATE TABLE events (id bigserial PRIMARY KEY, user_id bigint, event_type text, created_at timestamptz,
            details jsonb);
        CREATE INDEX ON events (user_id, created_at);
        CREATE INDEX ON events (created_at, user_id);
        INSERT INTO free_lesson_registrations (user_id, username, registered_at)
        SELECT n, 'old' || n, '2025-09-01' FROM generate_series(1, 50) n;
        """;

    private static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    [PostgreSqlFact]
    public async Task Tick_AfterAnotherRegistrationOfAKnownUser_TakesTheNewName()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables: OneRowPerLesson);
        ActivityTick instance = database.Instance();
        await TickAsync(instance);
        await database.ExecuteAsync("""
            INSERT INTO free_lesson_registrations (user_id, username, email, registered_at)
            VALUES (7, 'new', 'new@example.com', '2025-09-10'), (8, 'older', NULL, '2025-08-01')
            """);

        TickResult result = await TickAsync(instance);

        Assert.Equal((TickKind.Incremental, 1L), (result.Kind, result.Written));
        Assert.Equal(["7 new new@example.com", "8 old8 NULL"], await database.RowsAsync(
            "SELECT user_id, username, email FROM leadgraph.user_activity WHERE user_id IN (7, 8) ORDER BY user_id"));
        Assert.Empty(await database.DifferencesAsync(Now));
    }

    [PostgreSqlFact]
    public async Task Tick_AfterARegistrationCommittedLate_TakesTheNewName()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables: OneRowPerLesson);
        ActivityTick instance = database.Instance();
        await TickAsync(instance);
        await using Npgsql.NpgsqlConnection writer = await database.Source.OpenConnectionAsync();
        await using Npgsql.NpgsqlTransaction transaction = await writer.BeginTransactionAsync();
        await using var insert = new Npgsql.NpgsqlCommand("""
            INSERT INTO free_lesson_registrations (user_id, username, registered_at) VALUES (7, 'late', '2025-09-10')
            """, writer);
        await insert.ExecuteNonQueryAsync();
        await TickAsync(instance);
        await TickAsync(instance);
        await transaction.CommitAsync();

        await TickAsync(instance);

        Assert.Empty(await database.DifferencesAsync(Now));
    }

    [PostgreSqlFact]
    public async Task Tick_AfterAnUpdateOfARegistration_TakesWhatIsNew()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            "INSERT INTO free_lesson_registrations (user_id, username) SELECT n, 'old' FROM generate_series(1, 50) n;");
        ActivityTick instance = database.Instance();
        await TickAsync(instance);
        await database.ExecuteAsync("""
            INSERT INTO free_lesson_registrations (user_id, username) VALUES (7, 'new')
            ON CONFLICT (user_id) DO UPDATE SET username = excluded.username
            """);

        TickResult result = await TickAsync(instance);

        Assert.Equal((TickKind.Incremental, 1L), (result.Kind, result.Written));
        Assert.Empty(await database.DifferencesAsync(Now));
    }

    [PostgreSqlFact]
    public async Task Tick_OverAViewOfRegistrations_StillSeesWhoIsNew()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables: OneRowPerLesson + """
            ALTER TABLE free_lesson_registrations RENAME TO lessons;
            CREATE VIEW free_lesson_registrations AS SELECT * FROM lessons;
            """);
        ActivityTick instance = database.Instance();
        await TickAsync(instance);
        await database.ExecuteAsync("INSERT INTO lessons (user_id, username) VALUES (51, 'new')");

        TickResult result = await TickAsync(instance);

        Assert.Equal((TickKind.Incremental, 1L), (result.Kind, result.Written));
        Assert.Empty(await database.DifferencesAsync(Now));
    }

    [PostgreSqlTheory, InlineData(""), InlineData("""
        ALTER TABLE free_lesson_registrations RENAME TO lessons;
        CREATE VIEW free_lesson_registrations AS SELECT * FROM lessons;
        """)]
    public async Task Tick_AfterADeletion_RemovesTheUserAndRecordsIt(string view)
    {
        const string Rows = """
            INSERT INTO free_lesson_registrations (user_id, username, registered_at) VALUES (8, 'again', '2025-09-02');
            INSERT INTO events (user_id, created_at) SELECT 7, '2025-09-10 12:00' FROM generate_series(1, 5);
            """;
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            tables: OneRowPerLesson + view + Rows);
        ActivityTick instance = database.Instance();
        await TickAsync(instance);
        // Of user 8 one row stays.
        await database.ExecuteAsync("""
            DELETE FROM free_lesson_registrations WHERE user_id IN (7, 9) OR username = 'old8'
            """);

        TickResult removed = await TickAsync(instance);
        await database.ExecuteAsync("INSERT INTO free_lesson_registrations (user_id, username) VALUES (7, 'back')");
        TickResult registered = await TickAsync(instance);

        Assert.Equal((TickKind.Incremental, 2L, 2L), (removed.Kind, removed.Written, removed.TierChanges));
        Assert.Equal((TickKind.Incremental, 1L), (registered.Kind, registered.TierChanges));
        Assert.Equal(["7 1 0 3", "9 0 0 3", "7 NULL 1 2"], await database.RowsAsync(
            "SELECT user_id, previous, current, reason FROM leadgraph.tier_changes ORDER BY id"));
        Assert.Empty(await database.DifferencesAsync(Now));
    }

    [PostgreSqlTheory, InlineData(""), InlineData("""
        ALTER TABLE free_lesson_registrations RENAME TO lessons;
        CREATE VIEW free_lesson_registrations AS SELECT xmin, * FROM lessons;
        """), InlineData("""
        ALTER TABLE free_lesson_registrations RENAME TO lessons;
        CREATE VIEW free_lesson_registrations AS SELECT * FROM lessons;
        """), InlineData("ALTER TABLE free_lesson_registrations DROP COLUMN id;"), InlineData("""
        ALTER TABLE free_lesson_registrations ALTER user_id TYPE text, ALTER username TYPE char(20),
            ALTER registered_at TYPE date;
        """)]
    public async Task Tick_AfterTheDeletionOfTheLatestOfSeveralRegistrations_TakesTheOneBefore(string change)
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables: OneRowPerLesson + """
            INSERT INTO free_lesson_registrations (user_id, username, first_name, email, registered_at) VALUES
                (7, 'second', 'B', 'b@example.com', '2025-09-02'), (7, 'third', NULL, NULL, '2025-09-03'),
                (8, 'wrong', NULL, NULL, '2025-09-04'), (9, NULL, NULL, NULL, '2025-09-05'),
                (51, 'no time', NULL, NULL, NULL), (51, 'no time either', NULL, NULL, 'infinity');
            """ + change);
        ActivityTick instance = database.Instance();
        await TickAsync(instance);
        await database.UntilRowsAreSettledAsync();
        Assert.Empty(await database.DifferencesAsync(Now));
        await database.ExecuteAsync("""
            DELETE FROM free_lesson_registrations WHERE username IN ('third', 'wrong', 'no time either');
            DELETE FROM free_lesson_registrations WHERE username IS NULL;
            """);

        TickResult deleted = await TickAsync(instance);
        TickResult nothing = await TickAsync(instance);

        Assert.Equal(TickKind.Incremental, deleted.Kind);
        Assert.Equal((0L, 0L), (deleted.TierChanges, nothing.Written));
        Assert.Equal(["7 second b@example.com", "8 old8 NULL", "9 old9 NULL", "51 no time NULL"],
            await database.RowsAsync("""
                SELECT user_id, username, email FROM leadgraph.user_activity WHERE user_id IN (7, 8, 9, 51)
                ORDER BY user_id
                """));
        Assert.Empty(await database.DifferencesAsync(Now));
    }

    [PostgreSqlFact]
    public async Task Tick_AfterTheDeletionOfAnEarlierRegistration_ComputesNobodyAgain()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables: OneRowPerLesson + """
            INSERT INTO free_lesson_registrations (user_id, username, registered_at)
            SELECT n, 'new' || n, '2025-09-02' FROM generate_series(1, 50) n;
            """);
        ActivityTick instance = database.Instance();
        await TickAsync(instance);
        await database.UntilRowsAreSettledAsync();
        await TickAsync(instance);
        await database.ExecuteAsync("DELETE FROM free_lesson_registrations WHERE username LIKE 'old%'");

        TickResult result = await TickAsync(instance);

        Assert.Equal((TickKind.Incremental, 0L, 0L), (result.Kind, result.Recomputed, result.Written));
    }

    private static Task<TickResult> TickAsync(ActivityTick instance)
        => instance.RunAsync(Now, TimeSpan.Zero, rebuild: false, CancellationToken.None);
}
