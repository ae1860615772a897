using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

[Collection(InTheBrowser.Name)]
public class TierTests(Browser browser)
{
    [BrowserFact]
    public async Task Tiers_OverTheReferenceData_ShowCountsSharesAndRules()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);

        await Expect(page.Page.Locator(".tier-button")).ToHaveTextAsync(
        [
            "🔥 Hot18 leads, 8 %20 or more events on 5 or more days",
            "🟡 Warm52 leads, 24 %10 or more events on 3 or more days",
            "🔵 Cool91 leads, 41 %5 or more events",
            "❄️ Cold59 leads, 27 %fewer than 5 events"
        ]);
        await Expect(page.Page.Locator(".tier-slice")).ToHaveCountAsync(4);
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
}
