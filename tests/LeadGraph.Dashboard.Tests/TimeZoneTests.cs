using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Data;
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
            $"Days are days in UTC, as active days are; times are in {Zone}, your time zone.");

        await page.Page.GotoAsync("/?show=changes");
        await Expect(page.Page.Locator(".change")).ToHaveCountAsync(6);
        await AssertTooltipsAsync(page.Page.Locator(".change time"), atLeast: 6);
    }

    [BrowserFact]
    public async Task Days_Everywhere_AreThoseOfTheScoringTimeZone()
    {
        // It is 01:00 on September 11 there, and 11:00 on September 10 in the browser.
        await using RecordedSchool school = await RecordedSchool.StartAsync(Zone);
        await school.RecordAsync(1002, 1, 3, hoursAgo: 0.5);
        JsonElement[] days = [.. (await school.Host.DataAsync(
            "{ userActivityById(userId: 2004) { explanation { days { date events } } } }"))
            .GetProperty("userActivityById").GetProperty("explanation").GetProperty("days").EnumerateArray()];
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, "?lead=2004", timeZone: "America/New_York", waits: false);

        await Expect(page.Panel.Locator(".event")).ToHaveCountAsync(20);
        string[] titles = [.. days.Select(day => day.GetProperty("date").GetDateTime()
            .ToString("ddd d", CultureInfo.InvariantCulture))];
        await Expect(page.Panel.Locator(".day-chart li")).ToHaveTextAsync(titles.Select(DayPattern));
        await Expect(page.Panel.Locator(".timeline h4")).ToHaveTextAsync(titles.Reverse().Select(DayPattern));
        Assert.Equal(
            days.Reverse().Select(day => day.GetProperty("events").GetInt32()),
            await page.Panel.Locator(".timeline > li").EvaluateAllAsync<int[]>(
                "days => days.map(day => day.querySelectorAll('.event').length)"));
        await Expect(page.Panel.Locator(".timeline-note")).ToHaveTextAsync(
            $"Days are days in {Zone}, as active days are; times are in America/New_York, your time zone.");
        // Midnight in UTC, at which there is an event, is 20:00 in the browser.
        await Expect(page.Panel.Locator(".event time[datetime='2025-09-10T00:00:00.000Z']").First)
            .ToHaveTextAsync("20:00");

        await page.Page.Keyboard.PressAsync("Escape");
        ILocator trend = page.Page.Locator(".trend li");
        await Expect(trend.Last).ToHaveTextAsync(DayPattern("Wed 10"));
        await Expect(page.Page.Locator(".became-hot")).ToHaveAccessibleNameAsync("Became hot today: 1");
        await page.Page.Locator("a.bell").ClickAsync();
        ILocator day = page.Page.GetByLabel($"Day in {Zone}");
        await day.SelectOptionAsync(new SelectOptionValue { Label = "Today" });
        await Expect(page.Page.Locator(".change")).ToHaveCountAsync(1);
        Assert.Equal("?show=changes&day=2025-09-11", page.Query);
        await day.SelectOptionAsync(new SelectOptionValue { Label = "Yesterday" });
        await Expect(page.Page.Locator(".change")).ToHaveCountAsync(4);
    }

    [BrowserTheory]
    [InlineData("Asia/Vladivostok", 14)]
    [InlineData("America/New_York", 4)]
    public async Task Trend_OfAnOpenPage_GetsTheDayThatEnds(string zone, int midnight)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:Scoring:TimeZone", zone));
        host.Clock.Now = new DateTimeOffset(2025, 9, 10, midnight, 0, 0, TimeSpan.Zero).AddMinutes(-5);
        await using DashboardPage page = await browser.OpenAsync(host);
        ILocator days = page.Page.Locator(".trend li");
        await Expect(days).ToHaveCountAsync(30);
        string before = await days.Last.InnerTextAsync();

        host.Clock.Now += TimeSpan.FromMinutes(20);
        await page.Page.Clock.SetFixedTimeAsync(host.Clock.Now.UtcDateTime);

        await Expect(days.Last).Not.ToHaveTextAsync(before);
        await Expect(days.Nth(28)).ToHaveTextAsync(before);
        await Expect(days).ToHaveCountAsync(30);
    }

    // Browsers differ in whether there is a comma after the day of the week.
    private static Regex DayPattern(string day)
        => new($"^{day.Replace(" ", ",? ", StringComparison.Ordinal)} Sept( 2025)?(:|$)");

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
