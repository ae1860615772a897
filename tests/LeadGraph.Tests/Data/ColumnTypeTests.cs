using System.Net.Http.Json;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using static LeadGraph.Tests.Maintained.MaintainedSample;

namespace LeadGraph.Tests.Data;

/// <summary>Columns of other types than the documented ones give the same answers, or the view that makes them do.</summary>
public partial class ColumnTypeTests
{
    private const string Integers = "bigint|bigint|bigint|timestamp|timestamp";

    // Types of the events' id and user, of the registrations' user, and of both times; then rows that do not count.
    public static TheoryData<string, string> Types => new()
    {
        { "bigint|text|text|timestamp|timestamp", "'abc';'007';'+7';' 7';'7 ';'';'7.0';'9999999999999999999'" },
        { "bigint|varchar(30)|bigint|timestamp|timestamp", "'abc';'-0';'７';E'7\\n'" },
        { "bigint|text COLLATE any_case|varchar COLLATE any_case|timestamp|timestamp", "'abc';'７'" },
        { "bigint|bigint|text|timestamp|timestamp", "NULL" },
        { "bigint|numeric|numeric|timestamp|timestamp", "7.5;'NaN';1e30;-1e30" },
        { "bigint|numeric(20,2)|text|timestamptz|timestamp", "7.5" },
        { "bigint|integer|numeric|timestamp|timestamp", "NULL" },
        { "uuid|bigint|bigint|timestamp|timestamp", "NULL" },
        { "lead_id|lead_id|lead_id|timestamp|timestamp", "NULL" },
        { "text|text|text|date|date", "'abc'" },
        { "bigint|bigint|bigint|date|date", "NULL" }
    };

    public static TheoryData<string, string> Convertible => new()
    {
        { "bigint|char(20)|char(20)|timestamp|timestamp", "SELECT 1" },
        { "bigint|float8|float4|timestamp|timestamp", "SELECT 1" },
        { "bigint|bigint|bigint|text|text", "UPDATE events SET created_at = created_at || 'Z' WHERE id = 3" },
        { "bigint|bigint|bigint|text|varchar",
            "INSERT INTO events (id, user_id, created_at) VALUES (90, 7, '2025-09-31 10:00'), (91, 7, 'yesterday')" },
        { "bigint|bigint|bigint|bigint|numeric", "UPDATE events SET created_at = created_at * 1000 WHERE id > 2" },
        { "text|text|char(9)|float8|bigint", "SELECT 1" }
    };

    [PostgreSqlTheory, MemberData(nameof(Types))]
    public async Task Answers_WithOtherTypes_AreTheSame(string types, string strangers)
    {
        string database = await CreateAsync(types, strangers), same = await CreateAsync(Integers, "NULL");
        if (types.EndsWith("|date|date", StringComparison.Ordinal))
        {
            // A day begins when it does in the zone of the scoring.
            await PostgreSqlServer.ExecuteAsync(same, """
                UPDATE events SET created_at = created_at AT TIME ZONE 'America/New_York' AT TIME ZONE 'UTC';
                UPDATE free_lesson_registrations
                    SET registered_at = registered_at AT TIME ZONE 'America/New_York' AT TIME ZONE 'UTC';
                """);
        }

        await using ServiceHost plain = await ServiceHost.StartAsync(
            same, ("LeadGraph:Scoring:TimeZone", "America/New_York"));
        await using ServiceHost host = await ServiceHost.StartAsync(
            // Times are UTC whatever zone the session is in.
            new NpgsqlConnectionStringBuilder(database) { Timezone = "Asia/Tokyo" }.ConnectionString,
            ("LeadGraph:Scoring:TimeZone", "America/New_York"));

        Assert.Equal(await AnswersAsync(plain), await AnswersAsync(host));
        Assert.DoesNotContain(host.Logs.All, record => record.Level >= LogLevel.Warning);
    }

    [PostgreSqlTheory, MemberData(nameof(Types))]
    public async Task Ticks_WithOtherTypes_FollowTheTables(string types, string strangers)
    {
        string database = await CreateAsync(types, strangers);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None);

        await AssertTicksFollowAsync(database, source, types);

        using var status = new StringWriter();
        await MaintainedStatus.WriteAsync(source, status, CancellationToken.None);
        Assert.Contains("indexes:                  complete", status.ToString());
        Assert.Contains($"{strangers.Split(';').Length} event", status.ToString());
    }

    [PostgreSqlTheory]
    [InlineData("bigint|text|text|timestamp|timestamp", "user_id = ANY")]
    [InlineData("bigint|varchar|varchar|timestamp|timestamp", "user_id)::text = ANY")]
    [InlineData("bigint|numeric|numeric|timestamp|timestamp", "user_id = ANY")]
    [InlineData("bigint|bigint|bigint|date|date", "created_at <= ")]
    public async Task Events_OfOtherTypes_AreReadByTheIndexOnTheColumnAsItIs(string types, string condition)
    {
        string database = await CreateAsync(types, "NULL");
        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO events (id, user_id, created_at)
            SELECT n, n, timestamp '2020-01-01' + n * interval '1 hour' FROM generate_series(1000, 50000) n;
            ANALYZE;
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        using var commands = new SqlCommands(host);
        await host.DataAsync("{ userActivityById(userId: 7) { recentEvents(first: 3) { eventType } } }");

        string plan = await PlanAsync(database, commands.All.Single(command => command.Parameters.ContainsKey("users")));

        Assert.DoesNotContain("Seq Scan on events", plan);
        Assert.Contains(condition, string.Join('\n', plan.Split('\n').Where(line => line.Contains("Index Cond"))));
    }

    [PostgreSqlTheory, MemberData(nameof(Convertible))]
    public async Task Ready_WithATypeThatIsNotRead_GivesTheViewThatConvertsIt(string types, string change)
    {
        string database = await CreateAsync(types, "NULL", isNumber: true);
        await PostgreSqlServer.ExecuteAsync(database, change);
        string problem;
        await using (ServiceHost host = await ServiceHost.StartAsync(database))
        {
            problem = await ProblemAsync(host);
        }

        (string, string?)[] settings = [.. Cure().Matches(problem).Select(found =>
            (found.Groups["setting"].Value, (string?)found.Groups["name"].Value))];
        Assert.NotEmpty(settings);
        foreach (Match found in Cure().Matches(problem))
        {
            await PostgreSqlServer.ExecuteAsync(database, found.Groups["sql"].Value);
        }

        await using ServiceHost plain = await ServiceHost.StartAsync(await CreateAsync(Integers, "NULL"));
        await using ServiceHost cured = await ServiceHost.StartAsync(database, settings);
        Assert.Equal("", await ProblemAsync(cured));
        Assert.Equal(await AnswersAsync(plain), await AnswersAsync(cured));
    }

    [PostgreSqlFact]
    public async Task Ticks_OverAViewThatConverts_FollowTheTable()
    {
        string database = await CreateAsync("bigint|char(20)|bigint|timestamp|timestamp", "NULL");
        string problem;
        await using (ServiceHost host = await ServiceHost.StartAsync(database))
        {
            problem = await ProblemAsync(host);
        }

        await PostgreSqlServer.ExecuteAsync(database, Cure().Match(problem).Groups["sql"].Value);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        var mapping = LeadGraph.Data.Tables.TableMapping.Of(new() { Events = { Name = "leadgraph_events" } });
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None, mapping);

        await AssertTicksFollowAsync(database, source, "bigint|", mapping);
    }

    [PostgreSqlFact]
    public async Task Ready_WithATypeThatCannotBeConverted_OnlySaysSo()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await CreateAsync("bigint|bigint|bigint|interval|timestamp", "NULL", times: "'1 day'"));

        Assert.Equal(
            "Column \"created_at\" of table \"events\" is of type interval; it must be timestamp or timestamptz or "
            + "date.", await ProblemAsync(host));
    }

    private static async Task AssertTicksFollowAsync(
        string database, NpgsqlDataSource source, string types,
        LeadGraph.Data.Tables.TableMapping? mapping = null)
    {
        var tick = new ActivityTick(
            source, new ScoringRules(), new ActivityOptions { RebuildInterval = TimeSpan.FromDays(7) }, mapping);
        DateTime now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);
        TickResult first = await tick.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);
        string id = types.Split('|')[0] is "uuid" ? "gen_random_uuid()" : "n";
        // A day is read as its first moment, which is long ago when the day's events come.
        string day = types.EndsWith("|date|date", StringComparison.Ordinal) ? "2025-09-10" : "2025-09-11";
        await PostgreSqlServer.ExecuteAsync(database, $"""
            INSERT INTO events (id, user_id, created_at) SELECT {id}, 9, '{day}' FROM generate_series(50, 55) n
            """);
        TickResult second = await tick.RunAsync(
            now.AddSeconds(5), TimeSpan.Zero, rebuild: false, CancellationToken.None);
        TickResult left = await tick.RunAsync(
            now.AddDays(2).AddMinutes(-30), TimeSpan.Zero, rebuild: false, CancellationToken.None);
        TickResult third = await tick.RunAsync(
            now.AddDays(2), TimeSpan.Zero, rebuild: true, CancellationToken.None);

        Assert.Equal(
            (TickKind.Rebuild, TickKind.Incremental, TickKind.Incremental, TickKind.Rebuild),
            (first.Kind, second.Kind, left.Kind, third.Kind));
        Assert.Equal((3, 1, 1, 0), (first.Written, second.Written, left.Written, third.Written));
    }

    private static async Task<string[]> AnswersAsync(ServiceHost host) =>
    [
        await host.Client.GetStringAsync(LeadsPath),
        await host.Client.GetStringAsync("/api/user-activity.csv"),
        (await host.DataAsync("""
            { userActivity(order: [{ userId: DESC }], where: { userId: { gt: 1 } }) { nodes {
                userId registeredAt totalEvents activeDays lastActivity fallsAt fallsTo
                recentEvents(first: 9) { eventType createdAt details }
                explanation { eventTypes { eventType events lastAt } days { date events } }
            } } leadScoreSummary { leadScore users }
            before: userActivity(asOf: "2025-09-09T12:00:00Z") { nodes { userId totalEvents fallsAt } } }
            """)).GetRawText()
    ];

    private static async Task<string> CreateAsync(
        string types, string strangers, bool isNumber = false, string? times = null)
    {
        string[] type = types.Split('|');
        string id = type[0] == "uuid" ? "gen_random_uuid()" : "{0}";
        string[] events =
        [
            .. Enumerable.Range(0, 6).Select(day => Event(day + 1, "7", $"2025-09-0{4 + day}", $"'type{day}'")),
            Event(7, "8", "2025-09-10", "'x'"), Event(8, "99", "2025-09-10", "'x'"),
            .. strangers.Split(';').Select((user, i) => Event(20 + i, user, "2025-09-10", "'stranger'"))
        ];
        bool hasOwnStrangers = type[2].Split('(', ' ')[0] == type[1].Split('(', ' ')[0] && strangers != "NULL";
        string[] registrations =
        [
            $"(7, 'seven', 'S', NULL, {Time(type[4], "2025-09-01")})", $"(8, NULL, 'E', 'e@x', NULL)",
            "(9, 'nine', NULL, NULL, NULL)",
            .. hasOwnStrangers ? strangers.Split(';').Select(user => $"({user}, 'stranger', '', '', NULL)") : []
        ];
        return await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, $"""
            CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
            CREATE DOMAIN telegram_id AS bigint;
            CREATE DOMAIN lead_id AS telegram_id;
            CREATE TABLE free_lesson_registrations
                (user_id {type[2]}, username text, first_name text, email text, registered_at {type[4]});
            CREATE TABLE events (id {type[0]}, user_id {type[1]}, event_type text, created_at {type[3]}, details jsonb);
            CREATE INDEX ON events (user_id, created_at);
            CREATE INDEX ON events (created_at, user_id);
            INSERT INTO free_lesson_registrations VALUES {string.Join(", ", registrations)};
            INSERT INTO events VALUES {string.Join(", ", events)};
            """);

        string Event(int number, string user, string day, string eventType)
            => $"({string.Format(id, number)}, {user}, {eventType}, {times ?? Time(type[3], day)}, NULL)";

        string Time(string column, string day) => column is "timestamp" or "date" ? $"'{day}'"
            : column is "timestamptz" or "text" or "varchar" || !isNumber ? $"'{day} 00:00:00'"
            : $"extract(epoch FROM timestamp '{day}')";
    }

    private static async Task<string> PlanAsync(string database, SqlCommandRecord command)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand explain = source.CreateCommand($"EXPLAIN {command.Text}");
        foreach (var (name, value) in command.Parameters)
        {
            explain.Parameters.AddWithValue(name, value!);
        }

        await using NpgsqlDataReader reader = await explain.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    private static async Task<string> ProblemAsync(ServiceHost host)
    {
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        return string.Join(' ', (await ready.Content.ReadFromJsonAsync<Health>())!.Problems);
    }

    [GeneratedRegex("(?<sql>CREATE VIEW .*?;) Then set (?<setting>LeadGraph:Tables:[A-Za-z]+:Name)=(?<name>[a-z_.]+)\\.")]
    private static partial Regex Cure();

    private sealed record Health(string Status, string[] Problems);
}
