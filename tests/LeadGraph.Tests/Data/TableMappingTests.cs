using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Npgsql;
using static LeadGraph.Tests.Maintained.MaintainedSample;

namespace LeadGraph.Tests.Data;

/// <summary>The two tables under other names give the same answers.</summary>
public class TableMappingTests
{
    private const string Everything = """
        {
          userActivity(order: [{ registeredAt: ASC }], where: { totalEvents: { gte: 0 } }) {
            totalCount
            nodes {
              userId username firstName email registeredAt totalEvents points activeDays lastActivity leadScore
              fallsAt fallsTo momentum previous { points }
              recentEvents(first: 9) { id eventType createdAt details }
              explanation { eventTypes { eventType events lastAt } days { date events } next { events } }
            }
          }
          userActivityById(userId: 7) { username lastActivity }
          before: userActivity(asOf: "2025-09-09T12:00:00Z") { nodes { userId totalEvents fallsAt } }
          leadScoreSummary { leadScore users }
        }
        """;

    private static readonly Dictionary<DatabaseProvider, Lazy<Task<string[]>>> Documented =
        Enum.GetValues<DatabaseProvider>().ToDictionary(
            provider => provider, provider => new Lazy<Task<string[]>>(() => DocumentedAnswersAsync(provider)));

    private static readonly (string, string?)[] Checked = [("LeadGraph:DataHealth:Interval", "00:00:00.2")];

    public static TheoryData<string> Names => [.. MappedTables.All.Keys];

    [PostgreSqlTheory, MemberData(nameof(Names))]
    public Task Answers_OnPostgreSql_AreThoseOfTheDocumentedNames(string names)
        => AssertSameAnswersAsync(DatabaseProvider.PostgreSql, names);

    [Theory, MemberData(nameof(Names))]
    public Task Answers_OnSqlite_AreThoseOfTheDocumentedNames(string names)
        => AssertSameAnswersAsync(DatabaseProvider.Sqlite, names);

    [PostgreSqlTheory, MemberData(nameof(Names))]
    public async Task Answers_InMaintainedMode_AreThoseOfTheDocumentedNames(string names)
    {
        MappedTables tables = MappedTables.All[names];
        string database = await CreateAsync(DatabaseProvider.PostgreSql, tables);
        (string, string?)[] settings = tables.Settings(DatabaseProvider.PostgreSql);
        Assert.Contains("Installed.", await RunAsync(database, settings, "install"));
        await using (ServiceHost host = await ServiceHost.StartAsync(
            database, [.. settings, .. InMaintainedMode, .. Checked]))
        {
            await host.UntilReadyAsync();
            Assert.Equal(await Documented[DatabaseProvider.PostgreSql].Value, await AnswersAsync(host));

            // A tick, not a rebuild, finds new events.
            await PostgreSqlServer.ExecuteAsync(
                database, tables.FiveEventsOfNine(DatabaseProvider.PostgreSql, "2025-09-10 14:00:00"));
            await Eventually.UntilAsync(async () =>
                (await LeadAsync(host, 9))["lead_score"]!.GetValue<string>() == "cool");
            Assert.Equal(1, await CountAsync(database, "SELECT count(*) FROM leadgraph.tier_changes"));
        }

        string status = await RunAsync(database, settings, "status");
        Assert.Contains("indexes:                  complete", status);
        Assert.Contains("watermark:                event 15", status);
        Assert.Contains("data:", status);
        Assert.Contains("Uninstalled.", await RunAsync(database, settings, "uninstall"));
    }

    [PostgreSqlTheory, MemberData(nameof(Names))]
    public async Task Ticks_AfterEachChange_GiveTheRowsOfARebuild(string names)
    {
        MappedTables tables = MappedTables.All[names];
        string database = await CreateAsync(DatabaseProvider.PostgreSql, tables);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await MaintainedInstallation.InstallAsync(source, CancellationToken.None, tables.Mapping());
        // With a cap, the other form of the statements.
        var rules = new LeadGraph.Scoring.ScoringRules { Events = { ["click"] = new() { MaxPerDay = 2 } } };
        var tick = new ActivityTick(source, rules, new ActivityOptions(), tables.Mapping());
        DateTime now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

        TickResult first = await tick.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);
        await PostgreSqlServer.ExecuteAsync(
            database, tables.FiveEventsOfNine(DatabaseProvider.PostgreSql, "2025-09-10 14:00:00"));
        TickResult second = await tick.RunAsync(
            now.AddSeconds(5), TimeSpan.Zero, rebuild: false, CancellationToken.None);
        TickResult third = await tick.RunAsync(
            now.AddSeconds(10), TimeSpan.Zero, rebuild: true, CancellationToken.None);

        Assert.Equal(
            (TickKind.Rebuild, TickKind.Incremental, TickKind.Rebuild), (first.Kind, second.Kind, third.Kind));
        Assert.Equal((3, 1, 0), (first.Written, second.Written, third.Written));
    }

    [PostgreSqlFact]
    public async Task Script_OfMappedTables_InstallsOverThem()
    {
        MappedTables tables = MappedTables.All["SQL"];
        (string, string?)[] settings = tables.Settings(DatabaseProvider.PostgreSql);
        string database = await CreateAsync(DatabaseProvider.PostgreSql, tables);

        await PostgreSqlServer.ExecuteAsync(database, await RunAsync(database, settings, "install", "--script"));

        Assert.Contains("Installed already", await RunAsync(database, settings, "install"));
        Assert.Contains("not filled yet", await RunAsync(database, settings, "status"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Subscription_OverOtherNames_TellsOfChanges(DatabaseProvider provider)
    {
        MappedTables tables = MappedTables.All["SQL"];
        string database = await CreateAsync(provider, tables);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, [.. tables.Settings(provider), ("LeadGraph:Live:Interval", "00:00:00.050")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new
            {
                query = "subscription { onLeadScoreChanged { userId userActivity { firstName totalEvents } } }"
            })
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using HttpResponseMessage response = await host.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        await host.UntilTiersAreComparedAsync();

        await OwnTables.ExecuteAsync(provider, database, tables.FiveEventsOfNine(provider, "2025-09-10 14:00:00"));

        string? line;
        do
        {
            line = await lines.ReadLineAsync().WaitAsync(Eventually.Limit);
        }
        while (line?.StartsWith("data: ", StringComparison.Ordinal) == false);

        Assert.Contains("""{"userId":9,"userActivity":{"firstName":"Nine","totalEvents":5}}""", line);
    }

    [Fact]
    public async Task Demo_WithMappedTables_KeepsItsOwnNames()
    {
        string file = Path.Combine(TestRun.NewFolder("demo"), "demo.db");
        await using ServiceHost host = await ServiceHost.StartAsync(
            "", [.. MappedTables.All["Prisma"].Settings(DatabaseProvider.Sqlite), ("LeadGraph:Demo:File", file)]);

        Assert.NotEqual("[]", await host.Client.GetStringAsync(LeadsPath));
    }

    private static async Task AssertSameAnswersAsync(DatabaseProvider provider, string names)
    {
        MappedTables tables = MappedTables.All[names];
        await using ServiceHost mapped = await ServiceHost.StartAsync(
            await CreateAsync(provider, tables), [.. tables.Settings(provider), .. Checked]);

        Assert.Equal(await Documented[provider].Value, await AnswersAsync(mapped));
    }

    private static async Task<string[]> DocumentedAnswersAsync(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await CreateAsync(provider, MappedTables.Documented), Checked);
        return await AnswersAsync(host);
    }

    private static Task<string> CreateAsync(DatabaseProvider provider, MappedTables tables)
        => OwnTables.CreateAsync(provider, tables.Script(provider));

    private static async Task<string[]> AnswersAsync(ServiceHost host)
    {
        JsonElement health = default;
        await Eventually.UntilAsync(async () =>
        {
            health = (await host.DataAsync(
                "{ dataHealth { problems { kind events registrations users exampleId } unchecked } }"))
                .GetProperty("dataHealth");
            return health.ValueKind == JsonValueKind.Object;
        });
        return
        [
            await host.Client.GetStringAsync(LeadsPath),
            await host.Client.GetStringAsync($"{LeadsPath}?search=ANNA&lead_score=cool,cold"),
            await host.Client.GetStringAsync("/api/user-activity.csv"),
            (await host.DataAsync(Everything)).GetRawText(),
            health.GetRawText()
        ];
    }

    private static async Task<string> RunAsync(
        string database, (string Key, string? Value)[] settings, params string[] action)
    {
        using var output = new StringWriter();
        int code = await CommandLine.RunAsync(
            [
                "database", .. action, $"--ConnectionStrings:LeadGraph={database}",
                .. settings.Select(setting => $"--{setting.Key}={setting.Value}")
            ], output, output);
        Assert.True(code == 0, output.ToString());
        return output.ToString();
    }
}
