using System.Data.Common;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Who is a member of a campaign, and what came of it.</summary>
public class CampaignTests
{
    private const string Goal = "goal: { eventTypes: [\"paid\"], withinDays: 3 }";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Campaign_Created_KeepsItsMembersTiersAndVariants(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        ServiceHost host = school.Host;
        await school.ExecuteAsync("UPDATE free_lesson_registrations SET username = 'user' || user_id");
        string id = await CreateAsync(host, $"""
            name: " Cool ones ", leadScores: [COOL], holdoutPercent: 20, {Goal}
            variants: [{"{"} name: "A", share: 50 {"}"}, {"{"} name: "B", share: 50 {"}"}]
            """);

        JsonElement campaign = (await host.DataAsync($$"""
            { campaign(id: {{id}}) { campaignId name status members holdoutMembers holdoutPercent leadScores createdAt endsAt
                variants { name share members } goal { eventTypes withinDays } createdBy closedAt } }
            """)).GetProperty("campaign");
        int[] expected = [.. Enumerable.Range(1, 200).Select(user => VariantOf(id, user, 20, 50, 50))];
        Assert.Equal(
            $$"""
            {"campaignId":"{{id}}","name":"Cool ones","status":"RUNNING","members":200,
            "holdoutMembers":{{expected.Count(x => x == -1)}},"holdoutPercent":20,"leadScores":["COOL"],
            "createdAt":"2025-09-10T15:00:00.000Z","endsAt":"2025-09-13T15:00:00.000Z",
            "variants":[{"name":"A","share":50,"members":{{expected.Count(x => x == 0)}}},
            {"name":"B","share":50,"members":{{expected.Count(x => x == 1)}}}],
            "goal":{"eventTypes":["paid"],"withinDays":3},"createdBy":null,"closedAt":null}
            """.ReplaceLineEndings(""), campaign.GetRawText());

        string list = await GetAsync(host, $"/api/campaigns/{id}/members.csv");
        long[] first = await IdsAsync(host, id, "?variant=A"), second = await IdsAsync(host, id, "?variant=B");
        Assert.Equal(UsersOf(0), first);
        Assert.Equal(UsersOf(1), second);
        Assert.Equal(first.Concat(second).Order(), await IdsAsync(host, id));
        Assert.StartsWith("user_id,username,first_name,email,lead_score,telegram_url,variant\r\n", list);
        Assert.All(
            list.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1),
            line => Assert.Contains(",cool,", line));

        // The same to the byte but for names, which are those of today, whatever became of the leads.
        await school.ExecuteAsync("DELETE FROM events; DELETE FROM free_lesson_registrations WHERE user_id < 50; "
            + "UPDATE free_lesson_registrations SET username = 'other' || user_id WHERE user_id >= 100");
        await school.RegisterAsync(900, 5);
        Assert.Contains(",user", list);
        string[] now = (await GetAsync(host, $"/api/campaigns/{id}/members.csv")).Split("\r\n");
        Assert.Equal(list.Split("\r\n").Select(line => NamedAsToday(line)), now);
        string lines = await GetAsync(host, $"/api/campaigns/{id}/members.jsonl?columns=user_id,lead_score,variant");
        Assert.StartsWith(
            $$"""{"user_id":{{first.Concat(second).Min()}},"lead_score":"cool","variant":"{{"AB"[expected.First(x => x >= 0)]}}"}""",
            lines);

        static string NamedAsToday(string line)
        {
            string[] cells = line.Split(',');
            if (!long.TryParse(cells[0], out long user))
            {
                return line;
            }

            string name = user < 50 ? "" : user < 100 ? $"user{user}" : $"other{user}";
            return line.Replace($"user{user}", name, StringComparison.Ordinal).Replace(
                "https://t.me/,", ",", StringComparison.Ordinal);
        }

        IEnumerable<long> UsersOf(int variant)
            => Enumerable.Range(1, 200).Where(user => expected[user - 1] == variant).Select(user => (long)user);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Members_ContactedExcludedOrOptedOut_AreOnNoList(DatabaseProvider provider)
    {
        await using ChangingDatabase school =
            await OpenAsync(provider, ("LeadGraph:Campaigns:OptOutEventTypes:0", "blocked"));
        ServiceHost host = school.Host;
        await school.ExecuteAsync("""
            INSERT INTO events (id, user_id, event_type, created_at) VALUES
                (1, 3, 'blocked', '2023-01-01 00:00:00'), (2, 5, 'stop', '2025-09-01 00:00:00'),
                (3, 777, 'blocked', '2025-09-01 00:00:00'), (4, NULL, 'blocked', '2025-09-01 00:00:00')
            """);
        string older = await CreateAsync(host, $"name: \"older\", leadScores: [COOL], holdoutPercent: 50, {Goal}");
        long[] contacted = await IdsAsync(host, older);
        Assert.DoesNotContain(3, contacted);
        Assert.Contains(5, await MembersAsync(school, older));
        host.Clock.Now += TimeSpan.FromDays(1);

        string newer = await CreateAsync(host, $"name: \"newer\", leadScores: [COOL], notContactedDays: 7, {Goal}");
        // Types that the input names are further ones.
        string stricter = await CreateAsync(host, $"name: \"stricter\", optOutEventTypes: [\"stop\"], {Goal}");
        Assert.Equal(298, (await MembersAsync(school, stricter)).Except([3, 5]).Count());
        Assert.Equal(298, (await MembersAsync(school, stricter)).Length);
        foreach (string field in (string[])[$"campaign(id: {stricter})",
            $"previewCampaign(input: {{ name: \"x\", optOutEventTypes: [\"stop\", \"blocked\"], {Goal} }})"])
        {
            Assert.Equal(
                """{"optOutEventTypes":["blocked","stop"]}""",
                (await host.DataAsync($"{{ a: {field} {{ optOutEventTypes }} }}")).GetProperty("a").GetRawText());
        }

        await host.DataAsync($"mutation {{ deleteCampaign(id: {stricter}) }}");
        long[] members = await IdsAsync(host, newer);

        // The hold-out of the older campaign was not contacted.
        Assert.Equal(
            Enumerable.Range(1, 200).Select(user => (long)user).Except(contacted).Except([3]), members);
        Assert.Equal(
            ["INVALID_CAMPAIGN input"],
            await ErrorsAsync(host, $"mutation {{ createCampaign(input: {{ name: \"x\", leadScores: [COOL], "
                + $"notContactedDays: 7, exclude: [{older}], {Goal} }}) {{ id }} }}"));
        JsonElement preview = (await host.DataAsync($$"""
            { previewCampaign(input: { name: "x", exclude: [{{older}}], notContactedDays: 1, {{Goal}}
                optOutEventTypes: ["stop", "blocked"] }) {
                matched optedOut contacted excluded members leadScores { leadScore users } } }
            """)).GetProperty("previewCampaign");
        Assert.Equal((300, 2), (preview.GetProperty("matched").GetInt32(), preview.GetProperty("optedOut").GetInt32()));
        // A day ago is not within a day any more.
        Assert.Equal(
            members.Except([5]).Count(), preview.GetProperty("contacted").GetInt32());
        Assert.Equal(100, preview.GetProperty("members").GetInt32());
        Assert.Equal(
            300, new[] { "optedOut", "contacted", "excluded", "members" }.Sum(x => preview.GetProperty(x).GetInt32()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Results_OfEventsOfAllKinds_CountFirstGoalsOfMembersInTime(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        ServiceHost host = school.Host;
        await school.ExecuteAsync(
            "INSERT INTO events (id, user_id, event_type, created_at) VALUES (1, 1, 'paid', '2025-09-10 15:00:00')");
        string id = await CreateAsync(host, $"name: \"all\", leadScores: [COOL], holdoutPercent: 10, {Goal}");
        string other = await CreateAsync(host, $"name: \"other\", {Goal}");
        await school.ExecuteAsync("""
            INSERT INTO events (id, user_id, event_type, created_at) VALUES
                (2, 2, 'paid', '2025-09-10 16:00:00'), (3, 2, 'paid', '2025-09-10 15:30:00'),
                (4, 3, 'paid', '2025-09-13 15:00:00'), (5, 4, 'paid', '2025-09-13 15:00:01'),
                (6, 5, 'other', '2025-09-11 00:00:00'), (7, 250, 'paid', '2025-09-11 00:00:00'),
                (8, 6, 'paid', '2025-09-11 15:00:00'), (9, NULL, 'paid', '2025-09-11 15:00:00'),
                (10, 7, 'paid', '2025-09-12 15:00:01')
            """);
        await school.ExecuteAsync("DELETE FROM free_lesson_registrations WHERE user_id = 3");
        // Events that are dated more than a day ahead do not count yet.
        int[] converted = [2, 6];
        int held = converted.Count(user => VariantOf(id, user, 10, 100) == -1);

        JsonElement[] results = await ResultsAsync(host, id);
        JsonElement all = results[0], none = results[1];
        Assert.Equal(converted.Length - held, all.GetProperty("converted").GetInt32());
        Assert.Equal(held, none.GetProperty("converted").GetInt32());
        Assert.Equal(JsonValueKind.Null, none.GetProperty("variant").ValueKind);
        Assert.Equal(200, all.GetProperty("members").GetInt32() + none.GetProperty("members").GetInt32());
        Assert.Equal(198, all.GetProperty("pending").GetInt32() + none.GetProperty("pending").GetInt32());
        Assert.Equal(1, all.GetProperty("fell").GetInt32() + none.GetProperty("fell").GetInt32());
        Assert.Equal(0, all.GetProperty("rose").GetInt32());
        JsonElement everybody = (await ResultsAsync(host, other))[0];
        Assert.Equal(3, everybody.GetProperty("converted").GetInt32());
        Assert.Equal(32_400, everybody.GetProperty("medianSeconds").GetDouble());

        // Closed before some of these, and when the ones further ahead than a day begin to count.
        host.Clock.Now += TimeSpan.FromDays(2);
        JsonElement closed = (await host.DataAsync($"mutation {{ closeCampaign(id: {id}) {{ status closedAt }} }}"))
            .GetProperty("closeCampaign");
        Assert.Equal("""{"status":"CLOSED","closedAt":"2025-09-12T15:00:00.000Z"}""", closed.GetRawText());
        host.Clock.Now += TimeSpan.FromDays(2);
        results = await ResultsAsync(host, id);
        Assert.Equal(2, results.Take(2).Sum(result => result.GetProperty("converted").GetInt32()));
        Assert.Equal(0, results[0].GetProperty("pending").GetInt32());
        everybody = (await ResultsAsync(host, other))[0];
        Assert.Equal(5, everybody.GetProperty("converted").GetInt32());
        Assert.Equal(86_400, everybody.GetProperty("medianSeconds").GetDouble());
        closed = (await host.DataAsync($"mutation {{ closeCampaign(id: {other}) {{ closedAt }} }}"))
            .GetProperty("closeCampaign");
        Assert.Equal(JsonValueKind.Null, closed.GetProperty("closedAt").ValueKind);
        Assert.Equal("FINISHED", (await host.DataAsync($"{{ campaign(id: {other}) {{ status }} }}"))
            .GetProperty("campaign").GetProperty("status").GetString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Results_AfterAnEventThatIsWrittenLate_CountItByItsTime(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        ServiceHost host = school.Host;
        string id = await CreateAsync(host, $"name: \"all\", leadScores: [COOL], {Goal}");
        await school.ExecuteAsync(
            "INSERT INTO events (id, user_id, event_type, created_at) VALUES (1, 1, 'paid', '2025-09-11 15:00:00')");
        host.Clock.Now += TimeSpan.FromDays(4);
        JsonElement result = (await ResultsAsync(host, id))[0];
        Assert.Equal((1, 86_400), (
            result.GetProperty("converted").GetInt32(), result.GetProperty("medianSeconds").GetDouble()));

        // After the days: an earlier one of the same user, one of another, and one of before the campaign.
        await school.ExecuteAsync("""
            INSERT INTO events (id, user_id, event_type, created_at) VALUES
                (2, 1, 'paid', '2025-09-10 16:00:00'), (3, 2, 'paid', '2025-09-10 17:00:00'),
                (4, 3, 'paid', '2025-09-10 14:59:59')
            """);

        result = (await ResultsAsync(host, id))[0];
        Assert.Equal((2, 5_400), (
            result.GetProperty("converted").GetInt32(), result.GetProperty("medianSeconds").GetDouble()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Members_WhoRegisterAgain_AreTheSameMembers(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        ServiceHost host = school.Host;
        string id = await CreateAsync(host, $"name: \"all\", leadScores: [COOL], {Goal}");
        string list = await GetAsync(host, $"/api/campaigns/{id}/ids");
        await school.ExecuteAsync("DELETE FROM free_lesson_registrations WHERE user_id IN (1, 2)");
        JsonElement result = (await ResultsAsync(host, id))[0];
        Assert.Equal((200, 2), (result.GetProperty("members").GetInt32(), result.GetProperty("fell").GetInt32()));

        host.Clock.Now += TimeSpan.FromDays(1);
        await school.ExecuteAsync("""
            INSERT INTO free_lesson_registrations (user_id, username, registered_at)
                VALUES (1, 'again', '2025-09-11 15:00:00'), (2, 'again', '2025-09-11 15:00:00');
            INSERT INTO events (id, user_id, event_type, created_at) VALUES (1, 1, 'paid', '2025-09-11 15:00:00')
            """);

        result = (await ResultsAsync(host, id))[0];
        Assert.Equal((200, 1, 0), (
            result.GetProperty("members").GetInt32(), result.GetProperty("converted").GetInt32(),
            result.GetProperty("fell").GetInt32()));
        Assert.Equal(list, await GetAsync(host, $"/api/campaigns/{id}/ids"));
        Assert.Contains("1,again,", await GetAsync(host, $"/api/campaigns/{id}/members.csv"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Campaigns_Paged_AreTheNewestFirstAndEachOnce(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider, ("LeadGraph:Campaigns:MaxCampaigns", "3"));
        ServiceHost host = school.Host;
        string[] ids =
        [
            await CreateAsync(host, $"name: \"1\", {Goal}"), await CreateAsync(host, $"name: \"2\", {Goal}"),
            await CreateAsync(host, $"name: \"3\", {Goal}")
        ];

        var (page, info) = await PageAsync("first: 2");
        Assert.Equal(["3", "2"], page);
        Assert.True(info.GetProperty("hasNextPage").GetBoolean());
        (page, info) = await PageAsync($"first: 2, after: \"{info.GetProperty("endCursor").GetString()}\"");
        Assert.Equal(["1"], page);
        Assert.False(info.GetProperty("hasNextPage").GetBoolean());
        (page, _) = await PageAsync($"last: 1, before: \"{info.GetProperty("startCursor").GetString()}\"");
        Assert.Equal(["2"], page);
        Assert.Equal(["HC0078 after"], await ErrorsAsync(host, "{ campaigns(after: \"Y2hhbmdlOjE\") { totalCount } }"));
        Assert.Equal(
            ["TOO_MANY_CAMPAIGNS"],
            await ErrorsAsync(host, $"mutation {{ createCampaign(input: {{ name: \"4\", {Goal} }}) {{ id }} }}"));

        Assert.Equal(CampaignNodeTests.IdOf(ids[1]), (await host.DataAsync($"mutation {{ deleteCampaign(id: {ids[1]}) }}"))
            .GetProperty("deleteCampaign").GetString());
        Assert.Equal(2, (await host.DataAsync("{ campaigns { totalCount } }")).GetProperty("campaigns")
            .GetProperty("totalCount").GetInt32());
        Assert.Empty(await MembersAsync(school, ids[1]));
        Assert.Equal(JsonValueKind.Null,
            (await host.DataAsync($"{{ campaign(id: {ids[1]}) {{ id }} }}")).GetProperty("campaign").ValueKind);
        Assert.Equal(
            [
                "create campaign 1 \"1\", 300 members", "create campaign 2 \"2\", 300 members",
                "create campaign 3 \"3\", 300 members", $"delete campaign {ids[1]} \"2\", 300 members"
            ],
            await TextsAsync(school, "SELECT action || ' ' || subject FROM leadgraph.audit ORDER BY id"));

        async Task<(string[] Names, JsonElement Info)> PageAsync(string arguments)
        {
            JsonElement found = (await host.DataAsync($$"""
                { campaigns({{arguments}}) { nodes { name } pageInfo { hasNextPage endCursor startCursor } } }
                """)).GetProperty("campaigns");
            return ([.. found.GetProperty("nodes").EnumerateArray().Select(x => x.GetProperty("name").GetString()!)],
                found.GetProperty("pageInfo"));
        }
    }

    private static async Task<JsonElement[]> ResultsAsync(ServiceHost host, string id)
        => [.. (await host.DataAsync($$"""
            { campaign(id: {{id}}) { results { variant leadScore members converted pending medianSeconds rose fell } } }
            """)).GetProperty("campaign").GetProperty("results").EnumerateArray()];

    private static async Task<long[]> MembersAsync(ChangingDatabase school, string campaign)
        =>
        [
            .. (await TextsAsync(
                school, $"SELECT user_id FROM leadgraph.campaign_members WHERE campaign_id = {campaign}"))
                .Select(long.Parse)
        ];

    private static async Task<List<string>> TextsAsync(ChangingDatabase school, string sql)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        await using DbCommand command = store.Command(sql);
        await using DbDataReader row = await command.ExecuteReaderAsync();
        List<string> texts = [];
        while (await row.ReadAsync())
        {
            texts.Add($"{row[0]}");
        }

        return texts;
    }
}
