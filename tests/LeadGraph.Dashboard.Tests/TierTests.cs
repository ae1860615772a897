using System.Collections.Concurrent;
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
        JsonElement day = (await host.DataAsync(
            """{ leadScoreHistory(from: "2025-09-03", to: "2025-09-03") { hot warm cool cold } }"""))
            .GetProperty("leadScoreHistory")[0];
        int[] before = [.. day.EnumerateObject().Select(tier => tier.Value.GetInt32())];
        var asked = new ConcurrentQueue<string>();
        await using DashboardPage page = await browser.OpenAsync(host, prepare: opened =>
        {
            opened.Request += (_, request) => asked.Enqueue(request.PostData ?? "");
            return Task.CompletedTask;
        });

        await Expect(page.Page.Locator(".tier-button")).ToHaveTextAsync(Patterns(
            "🔥 Hot18 leads, 8 %20 or more events on 5 or more days" + ChangeOf(18 - before[0]),
            "🟡 Warm52 leads, 24 %10 or more events on 3 or more days" + ChangeOf(52 - before[1]),
            "🔵 Cool91 leads, 41 %5 or more events" + ChangeOf(91 - before[2]),
            "❄️ Cold59 leads, 27 %fewer than 5 events" + ChangeOf(59 - before[3])));
        await Expect(page.Page.Locator(".tier-slice")).ToHaveCountAsync(4);
        await Expect(page.Page.Locator(".tier-legend")).ToHaveTextAsync(
            new Regex("^▲ ▼ compared with the end of Wed,? 3 Sept, a week ago$"));
        // The week ago is of the days that the trend has asked for, which are kept.
        Assert.Single(asked, body => body.Contains("leadScoreHistory", StringComparison.Ordinal));
        Assert.DoesNotContain(asked, body => body.Contains("asOf", StringComparison.Ordinal));
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

    // Browsers differ in whether there is a comma after the day of the week.
    private static Regex[] Patterns(params string[] texts)
        => [.. texts.Select(text => new Regex(
            $"^{Regex.Escape(text).Replace("Wed,", "Wed,?", StringComparison.Ordinal)}$"))];

    private static string ChangeOf(int users) => users switch
    {
        0 => "± 0, as many as at the end of Wed, 3 Sept",
        > 0 => $"▲ {users}, {users} more than at the end of Wed, 3 Sept",
        _ => $"▼ {-users}, {-users} fewer than at the end of Wed, 3 Sept"
    };
}
