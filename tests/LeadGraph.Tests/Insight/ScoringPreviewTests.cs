using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Insight;
using LeadGraph.Scoring;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Insight;

/// <summary>What other scoring rules would do.</summary>
public class ScoringPreviewTests
{
    private const string WithSample = """
        query($rules: ScoringRulesInput!) { scoringPreview(rules: $rules) {
            current { users } proposed { users } moves { users sample { userId userActivity { firstName points } } }
        } }
        """;

    [Theory]
    [InlineData("""{ "windowDays": 0 }""", "rules.windowDays")]
    [InlineData("""{ "timeZone": "Europe/Nowhere" }""", "rules.timeZone")]
    [InlineData("""{ "timeZone": "../zoneinfo/UTC" }""", "rules.timeZone")]
    [InlineData("""{ "hot": { "minEvents": 9, "minActiveDays": 2 } }""", "rules.hot.minEvents", "rules.hot.minActiveDays")]
    [InlineData("""{ "cool": { "minActiveDays": -1 } }""", "rules.cool.minActiveDays")]
    [InlineData("""{ "eventTypes": [{ "eventType": "a" }, { "eventType": "b", "weight": 1001 }] }""", "rules.eventTypes.1.weight")]
    [InlineData("""{ "eventTypes": [{ "eventType": "a", "maxPerDay": 0 }] }""", "rules.eventTypes.0.maxPerDay")]
    [InlineData("""{ "eventTypes": [{ "eventType": "" }] }""", "rules.eventTypes.0.eventType")]
    [InlineData("""{ "eventTypes": [{ "eventType": "a" }, { "eventType": "a" }] }""", "rules.eventTypes")]
    public async Task ScoringPreview_OfRulesThatMakeNoSense_TellsWhatTheSettingsTell(
        string rules, params string[] arguments)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);
        using JsonDocument input = JsonDocument.Parse(rules);

        JsonElement response = await host.AskAsync(WithSample, new { rules = input.RootElement });

        Assert.Equal(JsonValueKind.Null, response.GetProperty("data").ValueKind);
        JsonElement[] errors = [.. response.GetProperty("errors").EnumerateArray()];
        Assert.All(errors, error => Assert.Equal(
            "INVALID_SCORING_RULES", error.GetProperty("extensions").GetProperty("code").GetString()));
        Assert.Equal(
            arguments, errors.Select(error => error.GetProperty("extensions").GetProperty("argument").GetString()));
        ScoringRules asked = input.RootElement.Deserialize<ScoringRulesInput>(JsonSerializerOptions.Web)!
            .ApplyTo(new ScoringRules());
        Assert.Equal(
            asked.Problems().Select(problem => problem.Message),
            errors.Select(error => error.GetProperty("message").GetString()));
        Assert.Empty(host.Logs.Sql);
    }

    [Fact]
    public async Task ScoringPreview_OfMoreEventTypesThanAreAccepted_IsAnError()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        JsonElement most = await host.AskAsync(WithSample, new { rules = Types(100) });
        JsonElement more = await host.AskAsync(WithSample, new { rules = Types(101) });

        Assert.False(most.TryGetProperty("errors", out JsonElement errors), errors.ToString());
        Assert.Equal(
            "There may be rules for 100 event types at most.",
            more.GetProperty("errors")[0].GetProperty("message").GetString());

        static object Types(int count) => new
        {
            eventTypes = Enumerable.Range(0, count).Select(type => new { eventType = $"type {type}", maxPerDay = 1 })
        };
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task ScoringPreview_BesideOtherReads_HasTheMomentOfTheResponse(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        host.Clock.Step = TimeSpan.FromSeconds(1);

        JsonElement data = await host.DataAsync("""
            {
              a: scoringPreview(rules: { hot: { minEvents: 30 } }) { asOf }
              b: scoringPreview(rules: { timeZone: "Asia/Tokyo" }) { asOf }
              userActivity(first: 1) { nodes { explanation { windowStart } } }
            }
            """);

        DateTime asOf = data.GetProperty("a").GetProperty("asOf").GetDateTime();
        Assert.Equal(asOf, data.GetProperty("b").GetProperty("asOf").GetDateTime());
        Assert.Equal(asOf.AddDays(-7), data.GetProperty("userActivity").GetProperty("nodes")[0]
            .GetProperty("explanation").GetProperty("windowStart").GetDateTime());
    }

    [PostgreSqlFact]
    public async Task ScoringPreview_InAnotherZoneOverDays_CountsTheirEventsToTheEndsOfTheWindow()
    {
        // A day of Auckland begins on the day before in UTC, here just before the end of the window.
        string database = await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, """
            CREATE TABLE free_lesson_registrations
                (user_id bigint, username text, first_name text, email text, registered_at date);
            CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at date, details jsonb);
            INSERT INTO free_lesson_registrations (user_id) VALUES (1);
            INSERT INTO events SELECT n, 1, 'x', '2025-09-12' FROM generate_series(1, 5) n;
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, ("LeadGraph:Scoring:TimeZone", "Pacific/Auckland"));

        JsonElement data = await host.DataAsync("""
            { scoringPreview(rules: { timeZone: "UTC" }) {
                current { users } proposed { users } moves { users } unchanged } }
            """);

        JsonElement preview = data.GetProperty("scoringPreview");
        Assert.Equal("""[{"users":0},{"users":0},{"users":1},{"users":0}]""", preview.GetProperty("current").GetRawText());
        Assert.Equal("[]", preview.GetProperty("moves").GetRawText());
    }

    [PostgreSqlFact]
    public async Task ScoringPreview_WhereARuleSaysWhatIsUsual_ReadsTheTableAlone()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await MaintainedSample.CreateAsync(),
            [
                .. MaintainedSample.InMaintainedMode,
                ("LeadGraph:Scoring:Events:course_viewed:Weight", "1"), ("LeadGraph:Scoring:Events:ping:Weight", "0")
            ]);
        await host.UntilReadyAsync();
        using var commands = new SqlCommands(host);

        await host.DataAsync("""
            { scoringPreview(rules: {
                hot: { minEvents: 15 }, eventTypes: [{ eventType: "ping", weight: 0 }, { eventType: "quiz" }]
            }) { unchanged } }
            """);

        Assert.All(commands.All, command => Assert.DoesNotContain("FROM events", command.Text));
    }

    [Theory]
    [InlineData("x", "X", true)]
    [InlineData("x", "y", false)]
    public void Rules_WithAUsualOne_CountOtherwiseWhereItMayHideAnother(string usual, string other, bool expected)
    {
        var rules = new ScoringRules { Events = { [other] = new EventTypeOptions { Weight = 3 } } };
        var withUsual = new ScoringRules
        {
            Events = { [usual] = new EventTypeOptions(), [other] = new EventTypeOptions { Weight = 3 } }
        };

        Assert.Equal(!expected, withUsual.CountsAs(rules));
    }

    [Fact]
    public async Task ScoringPreview_WithoutTheScopePersonal_HidesPersonalDataOfTheSample()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        var rules = new { cool = new { minEvents = 0 } };

        JsonElement full = await AskAsync(AuthenticatedHost.FullKey), lesser = await AskAsync(AuthenticatedHost.LesserKey);

        Assert.Contains("Secretanna", full.GetRawText());
        Assert.DoesNotContain("secret", lesser.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            "AUTH_NOT_AUTHORIZED",
            Assert.Single(lesser.GetProperty("errors").EnumerateArray())
                .GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(
            full.GetProperty("data").GetProperty("scoringPreview").GetProperty("proposed").GetRawText(),
            lesser.GetProperty("data").GetProperty("scoringPreview").GetProperty("proposed").GetRawText());

        async Task<JsonElement> AskAsync(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
            {
                Content = JsonContent.Create(new { query = WithSample, variables = new { rules } })
            };
            request.Headers.Add("X-Api-Key", key);
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task ScoringPreview_InLiveMode_ReadsEventsOncePerWayOfCounting(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var commands = new SqlCommands(host);

        await host.DataAsync("{ scoringPreview(rules: { hot: { minEvents: 12 } }) { proposed { users } } }");
        await host.DataAsync("{ scoringPreview(rules: { hot: { minEvents: 12 } }) { moves { sample { userId } } } }");
        await host.DataAsync("{ scoringPreview(rules: { windowDays: 14 }) { moves { users sample { userId } } } }");
        await host.DataAsync("{ scoringPreview(rules: { windowDays: 14 }) { moves { sample { userActivity { points } } } } }");

        Assert.Equal([1, 1, 2, 2, 1], commands.All.Select(command => Reads(command.Text)));
        Assert.DoesNotContain(commands.All, command => command.Text.Contains("first_name"));
    }

    [PostgreSqlFact]
    public async Task ScoringPreview_InMaintainedMode_ComparesWithTheTableAndWritesNothing()
    {
        string database = await MaintainedSample.CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        using var commands = new SqlCommands(host);

        JsonElement thresholds = await host.DataAsync(WithSample, new { rules = new { cool = new { minEvents = 1 } } });
        JsonElement window = await host.DataAsync(WithSample, new { rules = new { windowDays = 1 } });

        // The moment of the table, then the comparison; the activity of the sample is the table's.
        Assert.Equal([0, 0, 0, 1, 0], commands.All.Select(command => Reads(command.Text)));
        Assert.All(commands.All, command => Assert.StartsWith("SELECT", Statement(command.Text)));
        Assert.Equal("[]", thresholds.GetProperty("scoringPreview").GetProperty("moves").GetRawText());
        Assert.Equal(
            """[{"users":1,"sample":[{"userId":1,"userActivity":{"firstName":null,"points":24}}]}]""",
            window.GetProperty("scoringPreview").GetProperty("moves").GetRawText());
        Assert.Equal(0, await MaintainedSample.ChangesAsync(database));

        static string Statement(string text) => text[text.IndexOf("SELECT", StringComparison.Ordinal)..];
    }

    private static int Reads(string sql)
        => sql.Split("FROM events ").Length + sql.Split("FROM \"events\" ").Length - 2;
}
