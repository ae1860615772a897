using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Scoring;

/// <summary>Active days are days of the scoring time zone.</summary>
public class TimeZoneTests
{
    private const string Query =
        "{ scoringRules { timeZone } userActivity { nodes { activeDays leadScore } } }";

    // Seven events around 10:00 in Vladivostok, which is midnight UTC, on each of three days there.
    private const string Vladivostok = OwnTables.WithoutKeys + """
        INSERT INTO free_lesson_registrations (user_id) VALUES (1);
        INSERT INTO events (user_id, created_at) VALUES
            (1, '2025-09-07 23:57:00'), (1, '2025-09-07 23:58:00'), (1, '2025-09-07 23:59:00'),
            (1, '2025-09-08 00:00:00'), (1, '2025-09-08 00:01:00'), (1, '2025-09-08 00:02:00'),
            (1, '2025-09-08 00:03:00'),
            (1, '2025-09-05 23:57:00'), (1, '2025-09-05 23:58:00'), (1, '2025-09-05 23:59:00'),
            (1, '2025-09-06 00:00:00'), (1, '2025-09-06 00:01:00'), (1, '2025-09-06 00:02:00'),
            (1, '2025-09-06 00:03:00'),
            (1, '2025-09-03 23:57:00'), (1, '2025-09-03 23:58:00'), (1, '2025-09-03 23:59:00'),
            (1, '2025-09-04 00:00:00'), (1, '2025-09-04 00:01:00'), (1, '2025-09-04 00:02:00'),
            (1, '2025-09-04 00:03:00');
        """;

    // Around changes to and from summer time, also at midnight and by half an hour, and where there are none.
    private static readonly (string Zone, string Now)[] Changes =
    [
        ("UTC", "2025-09-10"), ("Asia/Vladivostok", "2025-09-10"), ("Europe/Berlin", "2025-03-31"),
        ("Europe/Berlin", "2025-10-28"), ("America/New_York", "2025-11-04"), ("Africa/Cairo", "2025-04-27"),
        ("Africa/Cairo", "2025-11-02"), ("America/Havana", "2025-11-03"), ("Australia/Lord_Howe", "2025-04-07"),
        ("Asia/Kathmandu", "2025-09-10"), ("Pacific/Kiritimati", "2025-09-10"), ("Etc/GMT+12", "2025-09-10")
    ];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task ActiveDays_InVladivostok_AreDaysThere(DatabaseProvider provider)
    {
        string database = await OwnTables.CreateAsync(provider, Vladivostok);
        foreach (var (zone, days, tier) in new (string?, int, string)[]
        {
            (null, 6, "HOT"), ("Asia/Vladivostok", 3, "WARM")
        })
        {
            await using ServiceHost host = await ServiceHost.StartAsync(
                database, zone is null ? [] : [("LeadGraph:Scoring:TimeZone", zone)]);

            JsonElement data = await host.DataAsync(Query);

            JsonElement lead = data.GetProperty("userActivity").GetProperty("nodes")[0];
            Assert.Equal((zone ?? "UTC", days, tier), (
                data.GetProperty("scoringRules").GetProperty("timeZone").GetString()!,
                lead.GetProperty("activeDays").GetInt32(), lead.GetProperty("leadScore").GetString()!));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task ActiveDays_AroundChangesOfTheClocks_EqualARecount(DatabaseProvider provider)
    {
        foreach (string time in provider == DatabaseProvider.Sqlite
            ? ["timestamp"] : (string[])["timestamp", "timestamptz"])
        {
            string database = await OwnTables.CreateAsync(provider,
                OwnTables.WithoutKeys.Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal)
                + "INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);" + RandomEvents(seed: 18)
                + "CREATE INDEX events_user ON events (user_id, created_at);");
            await using ServiceHost host = await ServiceHost.StartAsync(database);
            List<Event> events = await host.WithDatabaseAsync(db => db.Events.ToListAsync());
            foreach (var (name, day) in Changes)
            {
                DateTime now = DateTime.SpecifyKind(DateTime.Parse(day), DateTimeKind.Utc).AddHours(17.5);
                TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(name);
                foreach (int windowDays in (int[])[1, 7, 64, 200])
                {
                    var rules = new ScoringRules { TimeZone = name, WindowDays = windowDays };
                    int[] expected = [.. Enumerable.Range(1, 3).Select(user => events
                        .Where(e => e.UserId == user && e.CreatedAt >= rules.WindowStart(now)
                            && e.CreatedAt <= rules.WindowEnd(now))
                        .Select(e => TimeZoneInfo.ConvertTimeFromUtc(e.CreatedAt!.Value, zone).Date)
                        .Distinct().Count())];

                    int[] all = await host.WithDatabaseAsync(db => db
                        .UserActivity(rules, now, mayReadPersonalData: true)
                        .OrderBy(x => x.UserId).Select(x => x.ActiveDays).ToArrayAsync());
                    List<UserActivity> page = await host.WithDatabaseAsync(db => db
                        .UserActivity(rules, now, mayReadPersonalData: true, forPage: true)
                        .OrderBy(x => x.UserId).Take(3).ToListAsync());

                    Assert.Equal((name, windowDays, string.Join(' ', expected)),
                        (name, windowDays, string.Join(' ', all)));
                    Assert.Equal(expected, page.Select(x => x.ActiveDays));
                }
            }
        }
    }

    [PostgreSqlTheory]
    [InlineData("timestamp")]
    [InlineData("timestamptz")]
    public async Task Maintained_InAnyTimeZone_EqualsLive(string time)
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            "SET TimeZone = 'UTC'; INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);"
                + RandomEvents(seed: 81) + "CREATE INDEX events_user ON events (user_id, created_at);",
            OwnTables.WithoutKeys.Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal));
        foreach (var (name, day) in Changes)
        {
            DateTime now = DateTime.SpecifyKind(DateTime.Parse(day), DateTimeKind.Utc).AddHours(17.5);
            var rules = new ScoringRules { TimeZone = name };
            ActivityTick instance = database.Instance(rules);
            // The zone before was at a later time of the same day. A clock that is set back by less than an hour is
            // waited for.
            await instance.RunAsync(now.AddDays(-1), TimeSpan.Zero, rebuild: false, CancellationToken.None);

            await instance.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);
            Assert.Empty(await database.DifferencesAsync(now, rules));
            TickResult tick = await instance.RunAsync(
                now.AddMinutes(50), TimeSpan.Zero, rebuild: false, CancellationToken.None);

            Assert.Equal(TickKind.Incremental, tick.Kind);
            Assert.Empty(await database.DifferencesAsync(now.AddMinutes(50), rules));
        }
    }

    [PostgreSqlFact]
    public async Task Maintained_WithAnotherTimeZone_IsRebuiltAtTheNextTick()
    {
        var now = new DateTime(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            Vladivostok[OwnTables.WithoutKeys.Length..], OwnTables.WithoutKeys);
        foreach (var (zone, row) in new[] { ("UTC", "6 3"), ("Asia/Vladivostok", "3 2"), ("UTC", "6 3") })
        {
            TickResult result = await database.Instance(new ScoringRules { TimeZone = zone }).RunAsync(
                now, TimeSpan.Zero, rebuild: false, CancellationToken.None);

            Assert.Equal(TickKind.Rebuild, result.Kind);
            Assert.Equal([row], await database.RowsAsync(
                "SELECT active_days, lead_score FROM leadgraph.user_activity"));
        }
    }

    [Theory]
    [InlineData("Moon/Tranquility")]
    [InlineData("")]
    public async Task Start_WithATimeZoneThatIsUnknown_NamesTheSetting(string zone)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            "Data Source=unused.db", ("LeadGraph:Scoring:TimeZone", zone)));

        Assert.Equal($"LeadGraph:Scoring:TimeZone is \"{zone}\"; it must be the IANA name of a time zone that this "
            + "machine knows, such as Europe/Moscow.", refused.Message);
    }

    // Events at and around full hours, where days begin, from November 2024 to November 2025.
    private static string RandomEvents(int seed)
    {
        var random = new Random(seed);
        DateTime first = new(2024, 11, 1, 0, 0, 0, DateTimeKind.Utc);
        return "INSERT INTO events (user_id, created_at) VALUES " + string.Join(", ",
            Enumerable.Range(0, 3000).Select(_ =>
            {
                DateTime time = first.AddMinutes(30 * random.Next(2 * 24 * 369)).AddMilliseconds(random.Next(-1, 2));
                return $"({random.Next(1, 4)}, '{time:yyyy-MM-dd HH:mm:ss.fff}')";
            })) + ";";
    }
}
