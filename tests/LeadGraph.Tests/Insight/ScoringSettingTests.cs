using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Insight;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace LeadGraph.Tests.Insight;

/// <summary>The settings that a preview gives, set for a real start of the service.</summary>
public class ScoringSettingTests
{
    // As they may be in the table. The last two begin with the name of the first.
    private static readonly string[] Types =
        ["quiz", "Quiz", "lesson:watched", "a__b", "ends_", "with blanks", "оплата", "0", "a=b", "it's $HOME", "quiz:1",
            "quiz_1"];

    private static readonly string Rows = string.Concat(Types.Select((type, i) => $"""
        INSERT INTO free_lesson_registrations (user_id) VALUES ({i + 1});
        INSERT INTO events (user_id, event_type, created_at) VALUES
            ({i + 1}, '{Quoted(type)}', '{Yesterday}'), ({i + 1}, '{Quoted(type)}', '{Yesterday}');
        """));

    private static string Yesterday => $"{DateTime.UtcNow.AddDays(-1):yyyy-MM-dd HH:mm:ss}";

    [Fact]
    public async Task Settings_OfAPreview_StartTheServiceWithItsNumbers()
    {
        string database = await OwnTables.CreateAsync(DatabaseProvider.Sqlite, OwnTables.WithoutKeys + Rows);
        (string, string)[] inForce =
        [
            ("ConnectionStrings:LeadGraph", database), ("LeadGraph:Demo:Enabled", "false"),
            // A rule by number, one that the preview gives up, and one that it keeps.
            ("LeadGraph:Scoring:Events:0:Type", "lesson:watched"), ("LeadGraph:Scoring:Events:0:Weight", "2"),
            ("LeadGraph:Scoring:Events:1:Type", "ends_"), ("LeadGraph:Scoring:Events:1:Weight", "0"),
            ("LeadGraph:Scoring:Events:quiz_1:MaxPerDay", "1")
        ];
        JsonElement preview;
        await using (ServiceProcess service = await ServiceProcess.StartAsync(inForce))
        {
            preview = (await DataAsync(
                service.Client,
                """
                query($types: [EventTypeRuleInput!]) {
                  scoringPreview(rules: { timeZone: "Asia/Tokyo", cool: { minEvents: 4 }, eventTypes: $types }) {
                    proposed { users } settings { name value text } settingsJson
                  }
                }
                """,
                new
                {
                    types = Types.Where(type => type is not ("ends_" or "quiz_1"))
                        .Select((type, i) => new { eventType = type, weight = 3 + i, maxPerDay = 1 + i })
                        .Append(new { eventType = "quiz_1", weight = 9, maxPerDay = 1 })
                })).GetProperty("scoringPreview");
        }

        JsonElement[] settings = [.. preview.GetProperty("settings").EnumerateArray()];
        Assert.Contains("LeadGraph__Scoring__Events__quiz__Weight=3", settings.Select(TextOf));
        Assert.Contains("LeadGraph__Scoring__Events__0__Weight=5", settings.Select(TextOf));
        Assert.Contains("LeadGraph__Scoring__Events__1__Weight=1", settings.Select(TextOf));
        Assert.Equal("LeadGraph:Scoring:TimeZone", settings[0].GetProperty("name").GetString());
        Assert.Equal("Asia/Tokyo", settings[0].GetProperty("value").GetString());

        await using ServiceProcess restarted = await ServiceProcess.StartAsync(
            [.. inForce, .. await PastedAsync(settings.Select(TextOf))]);
        JsonElement after = (await DataAsync(restarted.Client, "{ leadScoreSummary { users } }"))
            .GetProperty("leadScoreSummary");
        Assert.Equal(preview.GetProperty("proposed").GetRawText(), after.GetRawText());
        Assert.Equal([0, 0, 10, 2], after.EnumerateArray().Select(tier => tier.GetProperty("users").GetInt32()));
    }

    [Fact]
    public async Task Settings_OfAPreviewInJson_AreTheSame()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:Scoring:Events:a=b:Weight", "5"),
            ("LeadGraph:Scoring:Events:a=b:MaxPerDay", "3"));

        JsonElement preview = (await host.DataAsync("""
            {
              scoringPreview(rules: { timeZone: "Asia/Tokyo", hot: { minEvents: 30 }, eventTypes: [
                { eventType: "a=b", weight: 2 }, { eventType: "01", maxPerDay: 7 }, { eventType: "\"é\"", weight: 0 }
              ] }) { settings { name value } settingsJson }
            }
            """)).GetProperty("scoringPreview");

        using var json = new MemoryStream(Encoding.UTF8.GetBytes(preview.GetProperty("settingsJson").GetString()!));
        Assert.Equal(
            preview.GetProperty("settings").EnumerateArray()
                .Select(setting => ($"{setting.GetProperty("name")}", $"{setting.GetProperty("value")}")).Order(),
            new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable()
                .Where(setting => setting.Value is not null).Select(setting => (setting.Key, setting.Value!)).Order());
    }

    [Theory]
    [InlineData("a__b", "--LeadGraph:Scoring:Events:a__b:Weight=2")]
    [InlineData("with blanks", "'--LeadGraph:Scoring:Events:with blanks:Weight=2'")]
    [InlineData("it's", @"'--LeadGraph:Scoring:Events:it'\''s:Weight=2'")]
    [InlineData("ends_", "--LeadGraph:Scoring:Events:ends_:Weight=2")]
    [InlineData("lesson.watched-1", "--LeadGraph:Scoring:Events:lesson.watched-1:Weight=2")]
    [InlineData("a=b", """{"LeadGraph":{"Scoring":{"Events":{"a=b":{"Weight":2}}}}}""")]
    public void Setting_OfARuleThatHasItsNameFromAFile_KeepsTheName(string name, string expected)
    {
        var inForce = new ScoringRules { Events = { [name] = new EventTypeOptions { Weight = 5 } } };
        var other = inForce with { Events = new() { ["any"] = new EventTypeOptions { Type = name, Weight = 2 } } };

        Assert.Equal(expected, Assert.Single(ScoringSetting.Between(inForce, other)).Text);
    }

    // The variables that a shell sets if it is given the texts.
    private static async Task<(string, string)[]> PastedAsync(IEnumerable<string> texts)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{string.Join(' ', texts)} env -0"])
        {
            RedirectStandardOutput = true
        })!;
        string[] variables = (await shell.StandardOutput.ReadToEndAsync()).Split('\0');
        return [.. variables.Select(variable => variable.Split('=', 2)).Where(part => part[0].StartsWith("LeadGraph__"))
            .Select(part => (part[0], part[1]))];
    }

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static async Task<JsonElement> DataAsync(HttpClient client, string query, object? variables = null)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/graphql", new { query, variables });
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(answer.TryGetProperty("errors", out JsonElement errors), errors.ToString());
        return answer.GetProperty("data");
    }

    private static string TextOf(JsonElement setting) => setting.GetProperty("text").GetString()!;
}
