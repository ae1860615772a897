using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Insight;

/// <summary>The command that tries scoring rules, run as the real program.</summary>
public class RulesCommandTests
{
    private const string Registrations = "INSERT INTO free_lesson_registrations (user_id) VALUES (7), (8), (9);";

    // Three events of a type yesterday, and two of another.
    private static readonly string Rows = Registrations + $"""
        INSERT INTO events (user_id, event_type, created_at) VALUES
            (7, 'a=b', '{Yesterday}'), (7, 'a=b', '{Yesterday}'), (7, 'a=b', '{Yesterday}'),
            (8, 'c', '{Yesterday}'), (8, 'c', '{Yesterday}');
        """;

    private static string Yesterday => $"{DateTime.UtcNow.AddDays(-1):yyyy-MM-dd HH:mm:ss}";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Preview_OfOtherRules_PrintsWhoMoves(DatabaseProvider provider)
    {
        string database = await OwnTables.CreateAsync(provider, OwnTables.WithoutKeys + Rows);

        ProgramRun run = await PreviewAsync(
            database, "--cool-events", "4", "--weight", "a=b=3", "--weight", "c=2", "--max-per-day", "a=b=2",
            "--hot-events=30");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            """
            tier         now      then    change
            hot            0         0         0
            warm           0         0         0
            cool           0         2        +2
            cold           3         1        -2

            cold to cool: 2, such as 7, 8
            unchanged: 1

            To have these rules, set
            LeadGraph__Scoring__Hot__MinEvents=30
            LeadGraph__Scoring__Cool__MinEvents=4
            LeadGraph__Scoring__Events__0__Type=a=b
            LeadGraph__Scoring__Events__0__Weight=3
            LeadGraph__Scoring__Events__0__MaxPerDay=2
            LeadGraph__Scoring__Events__c__Weight=2

            """.ReplaceLineEndings("\n"),
            TableOf(run));
    }

    [PostgreSqlFact]
    public async Task Preview_InMaintainedMode_ComparesWithTheTable()
    {
        await using MaintainedDatabase database =
            await MaintainedDatabase.CreateAsync("SET TimeZone = 'UTC';" + Rows, OwnTables.WithoutKeys);
        string[] maintained = ["--LeadGraph:Activity:Mode=Maintained"];

        ProgramRun before = await PreviewAsync(database.ConnectionString, ["--cool-events", "3", .. maintained]);
        await database.Instance().RunAsync(DateTime.UtcNow, TimeSpan.Zero, rebuild: false, CancellationToken.None);
        ProgramRun after = await PreviewAsync(database.ConnectionString, ["--cool-events", "3", .. maintained]);

        Assert.Equal((1, ""), (before.Code, before.Output));
        Assert.Contains("user_activity", before.Error);
        Assert.Equal((0, ""), (after.Code, after.Error));
        Assert.Contains("cold to cool: 1, such as 7", after.Output);
    }

    [Fact]
    public async Task Preview_OfDemoData_CreatesThemAndIsAllowedWhereTheyAre()
    {
        string file = Path.Combine(TestRun.NewFolder("demo"), "demo.db");
        string[] arguments = ["--hot-events", "15", $"--LeadGraph:Demo:File={file}"];

        ProgramRun elsewhere = await PreviewAsync(database: null, arguments);
        ProgramRun run = await PreviewAsync(database: null, [.. arguments, "--LeadGraph:Demo:Enabled=true"]);

        Assert.Equal((1, ""), (elsewhere.Code, elsewhere.Output));
        Assert.Contains("ConnectionStrings:LeadGraph is not set.", elsewhere.Error);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("warm to hot: ", run.Output);
    }

    [Theory]
    [InlineData("LeadGraph:Scoring:Hot:MinEvents is 3; it must be at least 10", "--hot-events", "3")]
    [InlineData("LeadGraph:Scoring:WindowDays is -1; it must be 1 to 3650.", "--window-days", "-1")]
    [InlineData("LeadGraph:Scoring:TimeZone is \"Mars\"", "--time-zone", "Mars")]
    [InlineData("LeadGraph:Scoring:Events:a:Weight is 2000; it must be 0 to 1000.", "--weight", "a=2000")]
    [InlineData("--weight accepts an event type and a number, such as lesson_watched=3.", "--weight", "a")]
    [InlineData("'x'", "--hot-events", "x")]
    [InlineData("LeadGraph:MaxLeads is 0", "--hot-events", "30", "--LeadGraph:MaxLeads=0")]
    public async Task Preview_OfRulesThatMakeNoSense_TellsSoAndEndsWithOne(string message, params string[] arguments)
    {
        ProgramRun run = await PreviewAsync("Data Source=nowhere.db", arguments);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task Preview_WithoutTheDatabase_TellsSoAndEndsWithOne()
    {
        ProgramRun run = await PreviewAsync("Data Source=nowhere.db", "--hot-events", "30");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.NotEqual("", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    private static Task<ProgramRun> PreviewAsync(string? database, params string[] arguments)
        => ProgramRun.OfAsync([
            "rules", "preview", .. arguments,
            .. database is null ? Array.Empty<string>() : ["--ConnectionStrings:LeadGraph", database]
        ]);

    // Without the line that tells the moment, and the empty one after it.
    private static string TableOf(ProgramRun run)
    {
        string[] lines = run.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("Leads as of 2", lines[0]);
        return string.Join('\n', lines[2..]);
    }
}
