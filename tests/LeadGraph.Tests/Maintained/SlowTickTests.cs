using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>Ticks that exceed their time limit, and rebuilds that take long.</summary>
public class SlowTickTests
{
    private static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    // Slow for statements with a time limit below an hour, as ticks have, while there is a row in slow.
    private const string SlowView = """
        CREATE TABLE slow (seconds integer);
        INSERT INTO slow VALUES (3600);
        CREATE TABLE visits
            (id bigint PRIMARY KEY, user_id bigint, event_type text, created_at timestamptz, details jsonb);
        CREATE FUNCTION delay() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
            IF (SELECT setting::bigint FROM pg_settings WHERE name = 'statement_timeout') BETWEEN 1 AND 3599999 THEN
                PERFORM pg_sleep((SELECT coalesce(sum(seconds), 0) FROM slow));
            END IF;
            RETURN true;
        END $$;
        CREATE VIEW events AS SELECT v.* FROM visits v WHERE delay();
        CREATE TABLE free_lesson_registrations
            (user_id bigint PRIMARY KEY, username text, first_name text, email text, registered_at timestamptz);
        INSERT INTO free_lesson_registrations (user_id) VALUES (1);
        INSERT INTO visits (id, user_id, created_at) VALUES (1, 1, '2025-09-10 14:00Z');
        """;

    [PostgreSqlFact]
    public async Task Ticks_ThatTakeTooLongAgainAndAgain_AreReplacedByRebuildsForAWhile()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(tables: SlowView);
        // An instance may then be silent for half a minute.
        TimeSpan refresh = TimeSpan.FromSeconds(10);
        var tick = new ActivityTick(
            database.Source, new ScoringRules(), new ActivityOptions { RefreshInterval = refresh })
        {
            TickLimit = TimeSpan.FromMilliseconds(500)
        };
        var results = new List<string>();

        foreach (double seconds in (double[])[0, 10, 20, 30, 40, 40.01, 700, 700.01, 1300])
        {
            await StepAsync(seconds);
        }

        // An hour after the last slow tick one is tried again, which is still slow.
        await StepAsync(3641);
        await StepAsync(3650);
        await StepAsync(3650.01);
        Assert.Equal(
            [
                "0 rebuild: first computation", "10 slow", "20 rebuild: the previous tick took too long", "30 slow",
                "40 rebuild: the previous tick took too long", "40.01 skipped", "700 rebuild: ticks take too long",
                "700.01 skipped", "1300 rebuild: ticks take too long",
                "3641 slow", "3650 rebuild: the previous tick took too long", "3650.01 skipped"
            ], results);

        tick.TickLimit = TimeSpan.FromMinutes(10);
        await database.ExecuteAsync("DELETE FROM slow");
        await StepAsync(7251);
        await StepAsync(7252);
        Assert.Equal(["7251 rebuild: due", "7252 tick"], results.TakeLast(2));

        async Task StepAsync(double seconds)
        {
            try
            {
                TickResult result = await TickScripts.TickAsync(tick, Now.AddSeconds(seconds));
                Assert.Equal(
                    result.Kind == TickKind.Skipped || result.Reason == "ticks take too long",
                    result.RebuildsEvery is not null);
                results.Add(FormattableString.Invariant($"{seconds} ") + (result.Kind switch
                {
                    TickKind.Rebuild => $"rebuild: {result.Reason}",
                    TickKind.Skipped => "skipped",
                    _ => "tick"
                }));
            }
            catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.QueryCanceled)
            {
                results.Add(FormattableString.Invariant($"{seconds} slow"));
            }
        }
    }

    [Fact]
    public void Rebuilds_ThatTakeLong_TakeAFifthOfTheTime()
    {
        var pace = new RebuildPace(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromMinutes(5), pace.Interval(TimeSpan.FromMinutes(5)));

        pace.NoteRebuild(Now, TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromMinutes(5), pace.Interval(TimeSpan.FromMinutes(5)));

        pace.NoteRebuild(Now, TimeSpan.FromMinutes(3));
        Assert.Equal(TimeSpan.FromMinutes(15), pace.Interval(TimeSpan.FromMinutes(5)));
    }

    [PostgreSqlTheory]
    [InlineData("VIEW free_lesson_registrations AS SELECT xmin, * FROM people", null)]
    [InlineData("VIEW free_lesson_registrations AS SELECT NULL::xid AS xmin, * FROM people WHERE user_id <> 2 "
        + "UNION ALL SELECT xmin, * FROM people WHERE user_id = 2", null)]
    [InlineData("VIEW free_lesson_registrations AS TABLE people",
        "free_lesson_registrations is a view without xmin: every tick compares all its rows")]
    [InlineData("MATERIALIZED VIEW free_lesson_registrations AS TABLE people",
        "free_lesson_registrations is a materialized view, whose refresh writes its rows anew: every tick compares")]
    public async Task Registrations_ThatAreNoTable_AreFollowedAtTheCostThatIsSaid(string registrations, string? cost)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            CREATE TABLE people
                (id serial, user_id bigint, username text, first_name text, email text, registered_at timestamptz);
            CREATE TABLE events
                (id bigint PRIMARY KEY, user_id bigint, event_type text, created_at timestamptz, details jsonb);
            CREATE INDEX ON events (user_id, created_at);
            CREATE INDEX ON events (created_at, user_id);
            INSERT INTO people (user_id, username, registered_at) VALUES (1, 'a', '2025-09-01'), (2, 'a', '2025-09-01');
            CREATE {registrations};
            """);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        foreach (string action in (string[])["install", "status"])
        {
            using var said = new StringWriter();
            Assert.Equal(0, await DatabaseCommand.RunAsync(action, database, said, said));
            Assert.Equal(cost is not null, said.ToString().Contains("free_lesson_registrations is"));
            Assert.Contains(cost ?? "", said.ToString());
        }

        var tick = new ActivityTick(source, new ScoringRules(), new ActivityOptions());
        await TickScripts.TickAsync(tick, Now);
        await PostgreSqlServer.ExecuteAsync(database, $"""
            INSERT INTO people (user_id, username, registered_at)
            VALUES (1, 'again', '2025-09-10 14:59Z'), (3, 'first', '2025-09-10 14:59Z');
            UPDATE people SET username = 'changed' WHERE user_id = 2;
            {(registrations.StartsWith('M') ? "REFRESH MATERIALIZED VIEW free_lesson_registrations" : "")}
            """);
        TickResult result = await TickScripts.TickAsync(tick, Now.AddSeconds(5));
        Assert.Equal((TickKind.Incremental, 3), (result.Kind, result.Written));
        Assert.Equal(0, (await TickScripts.TickAsync(tick, Now.AddSeconds(10))).Written);
    }
}
