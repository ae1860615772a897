using System.Text.Json;
using System.Text.Json.Nodes;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>The page on which other scoring rules are tried.</summary>
[Collection(InTheBrowser.Name)]
public class RulesTests(Browser browser)
{
    [BrowserFact]
    public async Task Rules_Moved_ShowWhatTheTiersWouldBe()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        JsonElement expected = (await host.DataAsync("""
            {
              scoringPreview(rules: { hot: { minActiveDays: 4 } }) {
                proposed { users }
                moves { users sample { userId } }
              }
            }
            """)).GetProperty("scoringPreview");
        int hot = expected.GetProperty("proposed")[0].GetProperty("users").GetInt32();
        int moved = expected.GetProperty("moves")[0].GetProperty("users").GetInt32();
        Assert.True(hot > 18);
        await using DashboardPage page = await browser.OpenAsync(host);

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Try other rules" }).ClickAsync();
        ILocator counts = page.Page.Locator(".rules-preview tbody tr").First.Locator("td");
        await Expect(counts).ToHaveTextAsync(["18", "18", "0"]);
        Assert.Equal("?show=rules", page.Query);
        await page.Page.GetByRole(AriaRole.Group, new() { Name = "Hot" }).GetByLabel("Active days, at least")
            .PressAsync("ArrowLeft");

        await Expect(counts).ToHaveTextAsync(["18", $"{hot}", $"+{hot - 18}"]);
        await Expect(page.Page.Locator(".rules-moves")).ToContainTextAsync($"{moved} leads from warm to hot");
        ILocator settings = page.Page.Locator(".rules-preview code");
        await Expect(settings.First).ToHaveTextAsync("LeadGraph__Scoring__Hot__MinActiveDays=4");
        await page.Page.GetByText("The same in appsettings.json").ClickAsync();
        await Expect(settings.Last).ToBeVisibleAsync();
        Assert.Equal(
            """{"LeadGraph":{"Scoring":{"Hot":{"MinActiveDays":4}}}}""",
            JsonNode.Parse(await settings.Last.InnerTextAsync())!.ToJsonString());
        await page.Page.Locator(".rules-sample a").First.ClickAsync();
        await Expect(page.Panel.Locator(".why h3")).ToHaveTextAsync("Why warm");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the rules in force" }).ClickAsync();
        await Expect(counts).ToHaveTextAsync(["18", "18", "0"]);

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the leads" }).ClickAsync();
        await Expect(page.Total).ToHaveTextAsync("220 leads");
    }

    [BrowserFact]
    public async Task WeightsAndTheTimeZone_Moved_ShowWhatTheTiersWouldBe()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        string type = (await host.DataAsync("""
            { userActivity(first: 1, order: { points: DESC }) { nodes { explanation { eventTypes { eventType } } } } }
            """)).GetProperty("userActivity").GetProperty("nodes")[0].GetProperty("explanation")
            .GetProperty("eventTypes")[0].GetProperty("eventType").GetString()!;
        await using DashboardPage page = await browser.OpenAsync(host, "?show=rules", waits: false);
        ILocator hot = page.Page.Locator(".rules-preview tbody tr").First.Locator("td");
        ILocator settings = page.Page.Locator(".rules-preview code").First;
        await Expect(hot).ToHaveTextAsync(["18", "18", "0"]);
        await page.Page.GetByText("What events of each type are worth").ClickAsync();
        ILocator ofType = page.Page.GetByRole(AriaRole.Group, new() { Name = type, Exact = true });

        await ofType.GetByLabel("Points of an event").PressAsync("ArrowLeft");
        int unweighted = await HotAsync(host, $$"""eventTypes: [{ eventType: "{{type}}", weight: 0 }]""");
        await Expect(hot.Nth(1)).ToHaveTextAsync($"{unweighted}");
        await Expect(settings).ToHaveTextAsync($"LeadGraph__Scoring__Events__{type}__Weight=0");
        await Expect(page.Page.GetByLabel("Points, at least").First).ToBeVisibleAsync();

        await ofType.GetByLabel("Points of an event").PressAsync("ArrowRight");
        await ofType.GetByLabel("Events of a day that count, at most").PressAsync("Home");
        int capped = await HotAsync(host, $$"""eventTypes: [{ eventType: "{{type}}", maxPerDay: 1 }]""");
        await Expect(hot.Nth(1)).ToHaveTextAsync($"{capped}");
        await ofType.GetByLabel("Events of a day that count, at most").PressAsync("End");
        await Expect(hot).ToHaveTextAsync(["18", "18", "0"]);

        await page.Page.GetByLabel("Days are days in").SelectOptionAsync("Asia/Tokyo");
        await Expect(hot.Nth(1)).ToHaveTextAsync($"{await HotAsync(host, "timeZone: \"Asia/Tokyo\"")}");
        await Expect(settings).ToHaveTextAsync("LeadGraph__Scoring__TimeZone=Asia/Tokyo");
        await page.Page.GetByLabel("Another type of event").FillAsync("call");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Group, new() { Name = "call", Exact = true })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Settings_OfNamesThatNeedMore_CanBePastedAsTheyAre()
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:Scoring:Events:a__b:Weight", "2"));
        await using DashboardPage page = await browser.OpenAsync(host, "?show=rules", waits: false);
        ILocator settings = page.Page.Locator(".rules-preview code").First;
        ILocator note = page.Page.Locator(".rules-preview pre + .muted");
        await page.Page.GetByText("What events of each type are worth").ClickAsync();
        await page.Page.GetByLabel("Another type of event").FillAsync("it's a call");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();

        await page.Page.GetByRole(AriaRole.Group, new() { Name = "it's a call", Exact = true })
            .GetByLabel("Points of an event").PressAsync("ArrowRight");
        await Expect(settings).ToHaveTextAsync(
            @"LeadGraph__Scoring__Events__0__Type='it'\''s a call' LeadGraph__Scoring__Events__0__Weight=2");
        await Expect(note).ToHaveTextAsync("Environment variables, as for a shell.");

        await page.Page.GetByRole(AriaRole.Group, new() { Name = "a__b", Exact = true })
            .GetByLabel("Points of an event").PressAsync("ArrowRight");
        await Expect(settings).ToContainTextAsync("--LeadGraph:Scoring:Events:a__b:Weight=3");
        await Expect(note).ToContainTextAsync("what begins with two hyphens is an argument of the service");
    }

    private static async Task<int> HotAsync(ServiceHost host, string rules)
        => (await host.DataAsync($"{{ scoringPreview(rules: {{ {rules} }}) {{ proposed {{ users }} }} }}"))
            .GetProperty("scoringPreview").GetProperty("proposed")[0].GetProperty("users").GetInt32();
}
