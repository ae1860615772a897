using System.Net;
using System.Text.Json;
using LeadGraph.Access;
using LeadGraph.Data;
using LeadGraph.Tests.Campaigns;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Options;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Segments;

/// <summary>Segments of the settings in lists, downloads and campaigns.</summary>
public class SegmentTests
{
    private const string Goal = "goal: { eventTypes: [\"paid\"], withinDays: 3 }";

    private static readonly (string Key, string? Value)[] Settings =
    [
        ("LeadGraph:Segments:few:Where:or:0:userId:lte", "3"),
        ("LeadGraph:Segments:few:Where:or:1:USERID:in:0", "250"),
        ("LeadGraph:Segments:few:Where:or:1:userId:in:1", "299"),
        ("LeadGraph:Segments:Cool-ones:LeadScores:0", "cool"),
        ("LeadGraph:Segments:Cool-ones:Where:userId:ngt", "120"),
        ("LeadGraph:Segments:Cool-ones:Where:lastActivity:gte", "2025-09-01T00:00:00Z"),
        ("LeadGraph:Segments:Cool-ones:Where:fallsTo:eq", "COLD"),
        ("LeadGraph:Segments:called:Search", "secret"),
        ("LeadGraph:MaxLeads", "1000")
    ];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Segment_InEachPlace_ChoosesTheSameLeads(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider, Settings);
        await school.ExecuteAsync("UPDATE free_lesson_registrations SET username = 'my_secret' WHERE user_id = 7");
        ServiceHost host = school.Host;
        (string Name, long[] Users)[] expected =
        [
            ("few", [1, 2, 3, 250, 299]), ("COOL-ones", [.. Enumerable.Range(1, 120).Select(user => (long)user)]),
            ("called", [7])
        ];
        foreach (var (name, users) in expected)
        {
            JsonElement list = await host.DataAsync($$"""
                { userActivity(segment: "{{name}}", first: 100, order: [{ userId: ASC }]) {
                    totalCount nodes { userId } }
                  leadScoreSummary(segment: "{{name}}") { users } }
                """);
            Assert.Equal(users.Length, list.GetProperty("userActivity").GetProperty("totalCount").GetInt32());
            Assert.Equal(users.Take(100), list.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
                .Select(node => node.GetProperty("userId").GetInt64()));
            Assert.Equal(users.Length, list.GetProperty("leadScoreSummary").EnumerateArray()
                .Sum(tier => tier.GetProperty("users").GetInt32()));
            using var rest = JsonDocument.Parse(await GetAsync(host, $"/api/user-activity?segment={name}&limit=1000"));
            Assert.Equal(users, rest.RootElement.EnumerateArray()
                .Select(row => row.GetProperty("user_id").GetInt64()).Order());
            string?[][] rows = await CampaignLists.RowsAsync(host, $"?segment={name}");
            Assert.Equal(users, rows.Select(row => long.Parse(row[0]!)).Order());
            string id = await CreateAsync(host, $"name: \"x\", segment: \"{name}\", {Goal}");
            Assert.Equal(users, await IdsAsync(host, id));
        }

        Assert.Equal(
            """{"segments":[{"name":"called","members":1},{"name":"Cool-ones","members":120},{"name":"few","members":5}]}""",
            (await host.DataAsync("{ segments { name members } }")).GetRawText());
        // All that is asked for has to hold.
        Assert.Equal("1,3", string.Join(',', await IdsAsync(host, await CreateAsync(
            host, $"name: \"x\", segment: \"few\", leadScores: [COOL], where: {{ userId: {{ neq: 2 }} }}, {Goal}"))));
        Assert.Equal(
            """
            {"campaign":{"segment":{"name":"Cool-ones","leadScores":["COOL"],"search":null,
            "where":"{ fallsTo: { eq: COLD }, lastActivity: { gte: \"2025-09-01T00:00:00Z\" }, userId: { ngt: 120 } }"}}}
            """.ReplaceLineEndings(""),
            (await host.DataAsync("{ campaign(id: 2) { segment { name leadScores search where } } }")).GetRawText()
                .Replace("COOL-ones", "Cool-ones"));
    }

    [Fact]
    public async Task Segment_ThatIsUnknown_IsAnErrorThatNamesThoseThatThereAre()
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.Sqlite, Settings);

        foreach (string query in (string[])
            [
                "{ userActivity(segment: \"fwe\") { totalCount } }", "{ leadScoreSummary(segment: \"\") { users } }"
            ])
        {
            JsonElement error = (await school.Host.AskAsync(query)).GetProperty("errors")[0];
            Assert.Equal("There is no segment of this name; there are called, Cool-ones, few.",
                error.GetProperty("message").GetString());
            Assert.Equal("UNKNOWN_SEGMENT", error.GetProperty("extensions").GetProperty("code").GetString());
            Assert.Equal("segment", error.GetProperty("extensions").GetProperty("argument").GetString());
        }

        Assert.Equal(["UNKNOWN_SEGMENT input.segment"], await ErrorsAsync(
            school.Host, $"{{ previewCampaign(input: {{ name: \"x\", segment: \"y\", {Goal} }}) {{ members }} }}"));
        foreach (string address in (string[])
            ["/api/user-activity?segment=fwe", "/api/user-activity.csv?segment=", "/api/user-activity?segment=few&segment=few"])
        {
            using HttpResponseMessage answer = await school.Host.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(
                """{"error":"segment accepts the name of one segment; there are called, Cool-ones, few."}""",
                await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Segment_ThatAsksForNames_HasNobodyForCallersWithoutTheScope()
    {
        string key = ApiKey.New();
        await using ChangingDatabase school = await OpenAsync(
            DatabaseProvider.Sqlite,
            [
                .. Settings,
                ("LeadGraph:Auth:Mode", "ApiKey"),
                ("LeadGraph:Auth:ApiKeys:boris:Hash", ApiKey.HashOf(key)),
                ("LeadGraph:Auth:ApiKeys:boris:Scopes", "read,campaigns")
            ]);
        await school.ExecuteAsync("UPDATE free_lesson_registrations SET username = 'my_secret' WHERE user_id = 7");
        school.Host.Client.DefaultRequestHeaders.Authorization = new("Bearer", key);

        Assert.Equal("[]", await GetAsync(school.Host, "/api/user-activity?segment=called"));
        Assert.Equal(
            """{"name":"called","members":0}""",
            (await school.Host.DataAsync("{ segments { name members } }")).GetProperty("segments")[0].GetRawText());
    }

    [Theory]
    [InlineData("vip:Where:pionts:gte", "5",
        "LeadGraph:Segments:vip:Where:pionts is unknown. Did you mean LeadGraph:Segments:vip:Where:points?")]
    [InlineData("vip:Where:points:gtee", "5",
        "LeadGraph:Segments:vip:Where:points:gtee is unknown. Did you mean LeadGraph:Segments:vip:Where:points:gte?")]
    [InlineData("vip:Where:points:contains", "5",
        "LeadGraph:Segments:vip:Where:points:contains is unknown. It accepts eq, neq, in, nin, gt, ngt, gte, ngte, lt, nlt, lte, nlte.")]
    [InlineData("vip:Where:points:gte", "many",
        "LeadGraph:Segments:vip:Where:points:gte is \"many\"; it must be a whole number.")]
    [InlineData("vip:Where:fallsAt:gte", "soon",
        "LeadGraph:Segments:vip:Where:fallsAt:gte is \"soon\"; it must be a moment such as 2026-01-31T09:00:00Z.")]
    [InlineData("vip:Where:leadScore:in:0", "HOTT",
        "LeadGraph:Segments:vip:Where:leadScore:in:0 is \"HOTT\", which is no tier. Did you mean Hot?")]
    [InlineData("vip:Where:points:in", "5",
        "LeadGraph:Segments:vip:Where:points:in is a list; set LeadGraph:Segments:vip:Where:points:in:0, LeadGraph:Segments:vip:Where:points:in:1 and so on.")]
    [InlineData("vip:Where:points:gte", null,
        "LeadGraph:Segments:vip:Where:points:gte makes no sense: This must not be null.")]
    [InlineData("vip:Where", "points > 5",
        "LeadGraph:Segments:vip:Where is a section; set one such as LeadGraph:Segments:vip:Where:points:gte.")]
    [InlineData("vip:LeadScores:0", "5",
        "LeadGraph:Segments:vip:LeadScores:0 is \"5\", which is no tier. It accepts Cold, Cool, Warm, Hot.")]
    [InlineData("vip:Serach", "x",
        "LeadGraph:Segments:vip:Serach is an unknown setting. Did you mean LeadGraph:Segments:vip:Search?")]
    [InlineData("vip:Search", " ", "LeadGraph:Segments:vip:Search is blank; leave it out.")]
    [InlineData("v p:Search", "x",
        "LeadGraph:Segments:v p has a name of other characters; it accepts up to 40 letters and digits, with single underscores or hyphens between them.")]
    public async Task Segment_ThatMakesNoSense_StopsTheStartAndIsNamed(string setting, string? value, string message)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            "Data Source=none.db", ($"LeadGraph:Segments:{setting}", value)));

        Assert.Equal([message], failure.Failures);
    }

    [Fact]
    public async Task Segment_OfEverybody_StopsTheStart()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            "Data Source=none.db", ("LeadGraph:Segments:vip:LeadScores", "")));

        Assert.Equal(
            ["LeadGraph:Segments:vip chooses all leads; set LeadGraph:Segments:vip:LeadScores:0, "
                + "LeadGraph:Segments:vip:Search or LeadGraph:Segments:vip:Where."],
            failure.Failures);
    }
}
