using System.Globalization;
using System.Text.RegularExpressions;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>A browser in another time zone than that of the days that count.</summary>
[Collection(InTheBrowser.Name)]
public class TimeZoneTests(Browser browser)
{
    // Without summer time.
    private const string Zone = "Asia/Vladivostok";
    private static readonly TimeSpan Offset = TimeSpan.FromHours(10);

    [BrowserFact]
    public async Task Times_Everywhere_AreInTheZoneOfTheBrowserAndInUtcInTheTooltip()
    {
        ServiceHost host = await browser.WithChangesAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?search=midnight", timeZone: Zone);

        await AssertTooltipsAsync(page.HotLeads.Locator("time"), atLeast: 5);
        // Last activity, when it cools, and when it registered.
        await AssertTooltipsAsync(page.Rows.Locator("time"), atLeast: 4);

        await page.Rows.Locator(".open").ClickAsync();
        await Expect(page.Panel.Locator(".event")).ToHaveCountAsync(20);
        await AssertTooltipsAsync(page.Panel.Locator("time"), atLeast: 2 * 20 + 3);
        await Expect(page.Panel.Locator("dd time").Nth(1)).ToHaveTextAsync("Sun, 31 Aug 2025, 13:00:00 GMT+10");
        await AssertTextAsync(page.Panel.Locator(".why-falls time"), "HH:mm$");
        await AssertTextAsync(page.Panel.Locator(".event time:first-child").First, "^HH:mm$");
        await Expect(page.Panel.Locator(".timeline-note")).ToHaveTextAsync(
            $"Times are in {Zone}, your time zone; active days are days in UTC.");
        // Its first event is of 00:00:00 UTC, which is the same day here; the day begins ten hours earlier.
        DateTime newest = await InstantAsync(page.Panel.Locator(".event time").First);
        await Expect(page.Panel.Locator(".timeline h4").First).ToContainTextAsync($"{newest + Offset:%d} Sept 2025");

        await page.Page.GotoAsync("/?show=changes");
        await Expect(page.Page.Locator(".change")).ToHaveCountAsync(6);
        await AssertTooltipsAsync(page.Page.Locator(".change time"), atLeast: 6);
    }

    private static async Task AssertTooltipsAsync(ILocator times, int atLeast)
    {
        await Expect(times.First).ToBeAttachedAsync();
        IReadOnlyList<ILocator> all = await times.AllAsync();
        Assert.True(all.Count >= atLeast, $"There are {all.Count} times.");
        foreach (ILocator time in all)
        {
            DateTime utc = await InstantAsync(time);
            await Expect(time).ToHaveAttributeAsync("title", new Regex(
                $"^{Written(utc + Offset)} GMT\\+10 \\({Written(utc)} UTC\\)$"));
        }

        static string Written(DateTime time)
            => string.Create(CultureInfo.InvariantCulture, $"{time:ddd},? {time:%d} {time:MMM}t? {time:yyyy, HH:mm:ss}");
    }

    private static async Task AssertTextAsync(ILocator time, string pattern)
    {
        DateTime here = await InstantAsync(time) + Offset;
        await Expect(time).ToHaveTextAsync(
            new Regex(pattern.Replace("HH:mm", $"{here:HH:mm}", StringComparison.Ordinal)));
    }

    private static async Task<DateTime> InstantAsync(ILocator time)
        => DateTime.Parse(
            (await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
