using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Insight.History;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeadGraph.Tests.Insight.History;

/// <summary>The tiers at the ends of days.</summary>
public class LeadScoreHistoryTests
{
    private const string Numbers = "hot warm cool cold";

    private static readonly LeadScore[] Tiers = [LeadScore.Hot, LeadScore.Warm, LeadScore.Cool, LeadScore.Cold];

    private static readonly (string, string?)[] WeightsAndCaps =
    [
        ("LeadGraph:Scoring:Events:x:Weight", "3"), ("LeadGraph:Scoring:Events:x:MaxPerDay", "2"),
        ("LeadGraph:Scoring:Events:y:Weight", "0"), ("LeadGraph:Scoring:Events:z:MaxPerDay", "4")
    ];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Days_OfRandomHistories_AreTheActivityAsOfEachMidnightAndBalance(DatabaseProvider provider)
    {
        // Cairo's clocks are put back at midnight, New York's at two.
        await AssertIsExactAsync(provider, 1, "America/New_York", window: 7, hasTypes: false);
        await AssertIsExactAsync(provider, 2, "Africa/Cairo", window: 7, hasTypes: true);
        await AssertIsExactAsync(provider, 3, "Africa/Cairo", window: 1, hasTypes: true);
        await AssertIsExactAsync(provider, 4, "UTC", window: 10, hasTypes: false);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task DailyScores_OfMoreLeads_TakeTheSameStatement(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var commands = new SqlCommands(host);

        foreach (int users in new[] { 1, 50 })
        {
            await host.DataAsync(
                "query($users: Int!) { userActivity(first: $users) { nodes { dailyScores { leadScore } } } }",
                new { users });
        }

        string[] ofDays = [.. commands.All.Select(command => command.Text).Where(text => text.Contains("\"PlacesText\""))];
        Assert.Equal(2, ofDays.Length);
        Assert.Equal(ofDays[0], ofDays[1]);
    }

    private static async Task AssertIsExactAsync(
        DatabaseProvider provider, int seed, string zone, int window, bool hasTypes)
    {
        var random = new Random(seed);
        (string, string?)[] settings =
        [
            ("LeadGraph:Scoring:TimeZone", zone), ("LeadGraph:Scoring:WindowDays", $"{window}"),
            .. hasTypes ? WeightsAndCaps : []
        ];
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider, settings: settings);
        school.Host.Clock.Now = new DateTimeOffset(2025, 11, 6, 12, 0, 0, TimeSpan.Zero);
        DateTime[] midnights = CalendarDays.Starts(
            TimeZoneInfo.FindSystemTimeZoneById(zone), new DateTime(2025, 10, 25, 20, 0, 0, DateTimeKind.Utc),
            school.Host.Clock.Now.UtcDateTime);
        await school.ExecuteAsync(RandomRows(random, midnights, window));
        int before = school.Host.Logs.Sql.Count;

        List<Day> days = await ReadAsync(school.Host, "2025-10-27", null);

        Assert.Equal(before + 1, school.Host.Logs.Sql.Count);
        Assert.Equal(10, days.Count);
        var rules = school.Host.Services.GetRequiredService<ScoringRules>();
        Dictionary<long, LeadScore> opening = await TiersAsync(school.Host, rules, days[0].BeginsAt(midnights));
        Dictionary<(string Date, long User), LeadScore> ofUsers = await DailyScoresAsync(school.Host);
        HashSet<LeadScore> met = [];
        foreach (Day day in days)
        {
            Dictionary<long, LeadScore> closing = await TiersAsync(school.Host, rules, day.EndsAt);
            Assert.Equal(
                closing.OrderBy(x => x.Key),
                ofUsers.Where(x => x.Key.Date == day.Date).OrderBy(x => x.Key.User)
                    .Select(x => KeyValuePair.Create(x.Key.User, x.Value)));
            foreach (LeadScore tier in Tiers)
            {
                Assert.Equal(
                    (day.Date, tier, closing.Values.Count(x => x == tier)), (day.Date, tier, day.Closing[tier]));
                Assert.Equal(
                    closing.Count(x => x.Value == tier && opening.GetValueOrDefault(x.Key, (LeadScore)(-1)) != tier),
                    day.Entered[tier]);
                Assert.Equal(
                    opening.Count(x => x.Value == tier && closing.GetValueOrDefault(x.Key, (LeadScore)(-1)) != tier),
                    day.Left[tier]);
                Assert.Equal(
                    day.Closing[tier], opening.Values.Count(x => x == tier) + day.Entered[tier] - day.Left[tier]);
            }

            met.UnionWith(closing.Values);
            opening = closing;
        }

        Assert.Contains(LeadScore.Cold, met);
        Assert.Contains(LeadScore.Cool, met);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Days_WithAStore_StayAsTheyWereAndTheNextOnesBalanceWhatCameLate(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            provider, interval: "01:00:00", ("LeadGraph:Store", "Auto"));
        ServiceHost host = school.Host;
        // It would keep days at times of its own.
        await host.Services.GetServices<IHostedService>().OfType<HistoryKeeper>().Single()
            .StopAsync(CancellationToken.None);
        await ChangingDatabase.InstallAsync(school.ConnectionString);
        await school.ExecuteAsync("""
            INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES
                (1, '2025-01-01 00:00:00'), (2, '2025-09-05 12:00:00'), (3, NULL)
            """);
        await school.ActAsync(1, events: 5);
        host.Clock.Now += TimeSpan.FromDays(2);
        List<Day> first = await ReadAsync(host, "2025-09-08", "2025-09-11");
        Assert.Equal(["0 0 0 3", "0 0 0 3", "0 0 1 2", "0 0 1 2"], first.Select(day => day.ClosingText));

        await school.ExecuteAsync("""
            INSERT INTO events (id, user_id, event_type, created_at)
                SELECT user_id * 10 + 100 + n, user_id, 'late', '2025-09-09 10:00:00'
                FROM free_lesson_registrations,
                    (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5) x
                WHERE user_id = 2;
            DELETE FROM free_lesson_registrations WHERE user_id = 3
            """);
        Assert.Equal(
            first.Select(day => day.ToString()),
            (await ReadAsync(host, "2025-09-08", "2025-09-11")).Select(day => day.ToString()));

        host.Clock.Now += TimeSpan.FromDays(2);
        List<Day> all = await ReadAsync(host, "2025-09-04", "2025-09-13");
        Assert.Equal(first.Select(day => day.ToString()), all[4..8].Select(day => day.ToString()));
        Assert.Equal(
            [
                "0 0 0 1", "0 0 0 2", "0 0 0 2", "0 0 0 3", "0 0 0 3", "0 0 0 3", "0 0 1 2", "0 0 1 2", "0 0 2 0",
                "0 0 2 0"
            ],
            all.Select(day => day.ClosingText));
        for (int i = 1; i < all.Count; i++)
        {
            Assert.All(Tiers, tier => Assert.Equal(
                all[i].Closing[tier], all[i - 1].Closing[tier] + all[i].Entered[tier] - all[i].Left[tier]));
        }

        // A day is kept some minutes after its end, and not before.
        host.Clock.Now = new DateTimeOffset(2025, 9, 15, 0, 5, 0, TimeSpan.Zero);
        Assert.Equal("0 0 2 0", (await ReadAsync(host, "2025-09-14", null)).Single().ClosingText);
        await school.ExecuteAsync("DELETE FROM free_lesson_registrations WHERE user_id = 2");
        Assert.Equal("0 0 1 0", (await ReadAsync(host, "2025-09-14", null)).Single().ClosingText);
        int before = host.Logs.Sql.Count;
        await ReadAsync(host, "2025-09-04", "2025-09-13");
        Assert.Equal(before, host.Logs.Sql.Count);

        await host.StopAsync();
        await using ServiceHost other = await ServiceHost.StartAsync(
            school.ConnectionString, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "01:00:00"),
            ("LeadGraph:Scoring:Cool:MinEvents", "1"));
        other.Clock.Now = host.Clock.Now;
        Assert.Equal("0 0 1 0", (await ReadAsync(other, "2025-09-13", "2025-09-13")).Single().ClosingText);
    }

    [Fact]
    public async Task Days_ThatTheDashboardAsksFor_AreKeptFromTheStart()
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:Live:Interval", "01:00:00"));
        ServiceHost host = school.Host;
        // 30 days, each with that of the week before, and the days that may have begun elsewhere.
        DateOnly first = DateOnly.FromDateTime(host.Clock.Now.UtcDateTime).AddDays(-40);

        await Eventually.UntilAsync(async () => await KeptAsync() > 0);

        Assert.Equal(40, await KeptAsync());
        int before = host.Logs.Sql.Count;
        Assert.Equal(40, (await ReadAsync(host, $"{first:yyyy-MM-dd}", null)).Count);
        Assert.Equal(before, host.Logs.Sql.Count);

        async Task<long> KeptAsync()
        {
            await using StoreConnection store = await school.OpenStoreAsync();
            await using DbCommand command = store.Command("SELECT count(*) FROM leadgraph.tier_days");
            return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }
    }

    [PostgreSqlFact]
    public async Task Days_InMaintainedMode_AreThoseOfTheEvents()
    {
        string database = await MaintainedSample.CreateAsync();
        await using ServiceHost live = await ServiceHost.StartAsync(database);
        await using ServiceHost maintained = await ServiceHost.StartAsync(database, MaintainedSample.InMaintainedMode);
        await maintained.UntilReadyAsync();

        Assert.Equal(
            (await ReadAsync(live, "2025-08-30", null)).Select(day => day.ToString()),
            (await ReadAsync(maintained, "2025-08-30", null)).Select(day => day.ToString()));
    }

    [Theory]
    [InlineData("from: \"2024-08-05\"", "from", "2024-08-06 to 2025-09-10")]
    [InlineData("from: \"2025-09-11\"", "from", "2024-08-06 to 2025-09-10")]
    [InlineData("from: \"2025-09-01\", to: \"2025-09-11\"", "to", "2025-09-01 to 2025-09-10")]
    [InlineData("from: \"2025-09-05\", to: \"2025-09-04\"", "to", "2025-09-05 to 2025-09-10")]
    public async Task Span_OutOfRange_IsAnErrorThatNamesTheArgument(string arguments, string argument, string range)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        JsonElement answer = await host.AskAsync($"{{ leadScoreHistory({arguments}) {{ date }} }}");

        JsonElement error = answer.GetProperty("errors")[0];
        Assert.Contains(range, error.GetProperty("message").GetString());
        Assert.Equal("HISTORY_OUT_OF_RANGE", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(argument, error.GetProperty("extensions").GetProperty("argument").GetString());
        Assert.Equal("leadScoreHistory", error.GetProperty("path")[0].GetString());
    }

    [Fact]
    public async Task Today_WhichHasNotEnded_HasNoNumbersYet()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        Assert.Empty(await ReadAsync(host, "2025-09-10", "2025-09-10"));
        Assert.Equal(["2025-09-09"], (await ReadAsync(host, "2025-09-09", null)).Select(day => day.Date));
        Assert.Equal(401 - 1, (await ReadAsync(host, "2024-08-06", null)).Count);
    }

    private static string RandomRows(Random random, DateTime[] midnights, int window)
    {
        TimeSpan[] near = [TimeSpan.Zero, .. new[] { -10_000, -5_000, 5_000, 9_990, 10_000, 36_000_000_000 }
            .Select(ticks => TimeSpan.FromTicks(ticks))];
        DateTime Moment()
        {
            DateTime midnight = midnights[random.Next(midnights.Length)];
            return random.Next(3) switch
            {
                0 => midnight + near[random.Next(near.Length)],
                1 => midnight.AddDays(-window) + near[random.Next(near.Length)],
                _ => midnight.AddMilliseconds(random.Next(0, 86_400_000))
            };
        }

        static string Text(DateTime time)
            => $"'{time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)}'";
        const int users = 40;
        IEnumerable<string> registrations = Enumerable.Range(1, users)
            .Select(user => $"({user}, "
                + $"{(user % 3) switch { 0 => "NULL", 1 => "'2025-01-01 00:00:00'", _ => Text(Moment()) }})");
        IEnumerable<string> events = Enumerable.Range(1, 1500).Select(id => $"({id}, "
            + $"{1 + (int)((users + 3) * Math.Pow(random.NextDouble(), 2))}, "
            + $"'{"xyzw"[random.Next(4)]}', {Text(Moment())})");
        return $"""
            INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES {string.Join(", ", registrations)};
            INSERT INTO events (id, user_id, event_type, created_at) VALUES {string.Join(", ", events)}
            """;
    }

    private static Task<Dictionary<long, LeadScore>> TiersAsync(ServiceHost host, ScoringRules rules, DateTime midnight)
        => host.WithDatabaseAsync(db => db
            .UserActivity(rules, host.Clock.Now.UtcDateTime, mayReadPersonalData: false, asOf: midnight)
            .Select(x => new { x.UserId, x.LeadScore }).ToDictionaryAsync(x => x.UserId, x => x.LeadScore));

    private static async Task<Dictionary<(string Date, long User), LeadScore>> DailyScoresAsync(ServiceHost host)
    {
        JsonElement data = await host.DataAsync(
            "{ userActivity { nodes { userId dailyScores { date leadScore } } } }");
        return data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
            .SelectMany(user => user.GetProperty("dailyScores").EnumerateArray().Select(day => (
                Key: (day.GetProperty("date").GetString()!, user.GetProperty("userId").GetInt64()),
                Tier: Enum.Parse<LeadScore>(day.GetProperty("leadScore").GetString()!, ignoreCase: true))))
            .ToDictionary(day => day.Key, day => day.Tier);
    }

    private static async Task<List<Day>> ReadAsync(ServiceHost host, string from, string? to)
    {
        JsonElement data = await host.DataAsync($$"""
            { leadScoreHistory(from: "{{from}}"{{(to is null ? "" : $", to: \"{to}\"")}}) {
                date endsAt {{Numbers}} entered { {{Numbers}} } left { {{Numbers}} } } }
            """);
        return [.. data.GetProperty("leadScoreHistory").EnumerateArray().Select(day => new Day(
            day.GetProperty("date").GetString()!, day.GetProperty("endsAt").GetDateTime().ToUniversalTime(),
            Of(day), Of(day.GetProperty("entered")), Of(day.GetProperty("left"))))];

        static Dictionary<LeadScore, int> Of(JsonElement numbers) => Tiers.ToDictionary(
            tier => tier, tier => numbers.GetProperty(tier.ToString().ToLowerInvariant()).GetInt32());
    }

    private sealed record Day(
        string Date, DateTime EndsAt, Dictionary<LeadScore, int> Closing, Dictionary<LeadScore, int> Entered,
        Dictionary<LeadScore, int> Left)
    {
        public string ClosingText => string.Join(' ', Closing.Values);

        public DateTime BeginsAt(DateTime[] midnights) => midnights.Last(midnight => midnight < EndsAt);

        public override string ToString() => $"{Date} {EndsAt:s} {ClosingText}, {string.Join(' ', Entered.Values)}, "
            + $"{string.Join(' ', Left.Values)}";
    }
}
