using System.Text.RegularExpressions;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>What a new user asks, answered within three clicks, on a wide screen and on a phone.</summary>
[Collection(InTheBrowser.Name)]
public class QuestionsTests(Browser browser)
{
    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task WhyIsThisOneOnlyCool_IsAnsweredInTwoClicks(int width)
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, width: width);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Cool" }).ClickAsync();
        await Expect(page.Total).ToHaveTextAsync("91 leads");
        await page.Rows.First.Locator(".open").ClickAsync();

        await Expect(page.Panel.Locator(".why h3")).ToHaveTextAsync("Why cool");
        await Expect(page.Panel.Locator(".why-next")).ToHaveTextAsync(
            new Regex(@"^(\d+ more events?|\d+ more active days?|\d+ more events? and \d+ more active days?) to warm$"));
        await Expect(page.Panel.Locator(".why-next")).ToBeInViewportAsync();
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task WhoCoolsTomorrow_IsAnsweredByOneChoice(int width)
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, width: width);

        string before = host.Clock.Now.AddDays(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        string[] expected = await LeadList.UserIdsAsync(
            host, $$"""where: { fallsAt: { lt: "{{before}}" } }, order: [{ leadScore: DESC }, { points: DESC }]""");
        Assert.InRange(expected.Length, 2, 219);

        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Cools" }).SelectOptionAsync("24h");

        await Expect(page.Total).ToHaveTextAsync($"{expected.Length} leads");
        Assert.Equal(expected.Take(25), await page.UserIdsAsync());
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task AreWeBetterThanLastWeek_IsAnsweredByThePageItself(int width)
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, width: width);

        await Expect(page.Page.Locator(".trend-week")).ToHaveTextAsync(
            new Regex("than a week before$|as many as a week before$"));
        await Expect(page.Page.Locator(".tier-change")).ToHaveCountAsync(4);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Warm" }).ClickAsync();
        await Expect(page.Page.Locator("#trend-title")).ToHaveTextAsync("Warm leads over 30 days");
    }
}
