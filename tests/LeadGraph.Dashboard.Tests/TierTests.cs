using System.Text.Json;
using System.Text.RegularExpressions;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

[Collection(InTheBrowser.Name)]
public class TierTests(Browser browser)
{
    [BrowserFact]
    public async Task Tiers_OverTheReferenceData_ShowCountsSharesRulesAndWhatTheyWereAWeekAgo()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        string asOf = host.Clock.Now.AddDays(-7).ToString("O");
        int[] before = [.. (await host.DataAsync($$"""{ leadScoreSummary(asOf: "{{asOf}}") { users } }"""))
            .GetProperty("leadScoreSummary").EnumerateArray().Select(tier => tier.GetProperty("users").GetInt32())];
        await using DashboardPage page = await browser.OpenAsync(host);

        await Expect(page.Page.Locator(".tier-button")).ToHaveTextAsync(
        [
            "🔥 Hot18 leads, 8 %20 or more events on 5 or more days" + ChangeOf(18 - before[0]),
            "🟡 Warm52 leads, 24 %10 or more events on 3 or more days" + ChangeOf(52 - before[1]),
            "🔵 Cool91 leads, 41 %5 or more events" + ChangeOf(91 - before[2]),
            "❄️ Cold59 leads, 27 %fewer than 5 events" + ChangeOf(59 - before[3])
        ]);
        await Expect(page.Page.Locator(".tier-slice")).ToHaveCountAsync(4);
    }

    [BrowserFact]
    public async Task Trend_OfATier_ShowsItsDaysAndTheWeekBefore()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        JsonElement[] days = [.. (await host.DataAsync(
            """{ leadScoreHistory(from: "2025-09-02", to: "2025-09-09") { warm entered { warm } left { warm } } }"""))
            .GetProperty("leadScoreHistory").EnumerateArray()];
        int warm = days[^1].GetProperty("warm").GetInt32(), more = warm - days[0].GetProperty("warm").GetInt32();
        string entered = days[^1].GetProperty("entered").GetProperty("warm").ToString();
        string left = days[^1].GetProperty("left").GetProperty("warm").ToString();
        await using DashboardPage page = await browser.OpenAsync(host, "?tier=warm");
        ILocator trend = page.Page.GetByRole(AriaRole.Region, new() { Name = "Warm leads over 30 days" });

        await Expect(trend.Locator(".trend-week")).ToHaveTextAsync(
            new Regex($"^{warm} at the end of Tue,? 9 Sept, {Math.Abs(more)} (more|fewer) than a week before$"));
        await Expect(trend.Locator(".trend-day")).ToHaveCountAsync(30);
        await Expect(trend.GetByRole(AriaRole.Listitem).Last).ToHaveTextAsync(
            new Regex($"^Tue,? 9 Sept: {warm} leads?, {entered} came and {left} left$"));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Cold" }).ClickAsync();
        await Expect(page.Page.Locator("#trend-title")).ToHaveTextAsync("Cold leads over 30 days");
    }

    [BrowserFact]
    public async Task Tier_ClickedInTheChart_FiltersTheList()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        ILocator warm = page.Page.GetByRole(AriaRole.Button, new() { Name = "Warm" });

        await page.Page.Locator(".tier-slice.tier-warm").ClickAsync();

        await Expect(page.Total).ToHaveTextAsync("52 leads");
        await Expect(page.Rows.Locator(".badge").Filter(new() { HasNotText = "Warm" })).ToHaveCountAsync(0);
        await Expect(warm).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tier" })).ToHaveValueAsync("warm");
        Assert.Equal("?tier=warm", page.Query);

        await warm.ClickAsync();

        await Expect(page.Total).ToHaveTextAsync("220 leads");
        Assert.Equal("", page.Query);
    }

    [BrowserFact]
    public async Task Tier_ChosenByKeyboard_FiltersTheList()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Cold" }).PressAsync("Space");

        await Expect(page.Total).ToHaveTextAsync("59 leads");
        Assert.Equal("?tier=cold", page.Query);
    }

    private static string ChangeOf(int users) => users switch
    {
        0 => "± 0, as many as a week ago",
        > 0 => $"▲ {users}, {users} more than a week ago",
        _ => $"▼ {-users}, {-users} fewer than a week ago"
    };
}
