using System.Text.RegularExpressions;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>The panel of one lead, opened from the list or by its address.</summary>
[Collection(InTheBrowser.Name)]
public class LeadPanelTests(Browser browser)
{
    [BrowserFact]
    public async Task Lead_OpenedByItsRow_ShowsRecentEventsAndGivesTheFocusBack()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?search=midnight");
        ILocator name = page.Rows.Locator(".open");

        // Anywhere in the row but on a link of its own.
        await page.Rows.First.ClickAsync(new() { Position = new() { X = 400, Y = 10 } });

        await Expect(page.Panel.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Midnight");
        await Expect(page.Panel.Locator(".panel-summary")).ToHaveTextAsync("🔥 Hot20 events on 6 days");
        await Expect(page.Panel.Locator("dd")).ToHaveTextAsync(
            ["midnight", "midnight@example.com", "15 hours ago", "Sun, 31 Aug 2025, 03:00:00 UTC", "2004"]);
        await Expect(page.Panel.Locator(".timeline h4").First).ToHaveTextAsync("Wed, 10 Sept 2025");
        await Expect(page.Panel.Locator(".event")).ToHaveCountAsync(20);
        await Expect(page.Panel.Locator(".why h3")).ToHaveTextAsync("Why hot");
        await Expect(page.Panel.Locator(".why-next")).ToHaveCountAsync(0);
        await Expect(page.Panel.Locator(".why-falls")).ToHaveTextAsync(
            new Regex("^Cools to (warm|cool) on \\w+ \\d+ Sept, \\d\\d:\\d\\d unless something happens$"));
        await Expect(page.Panel.Locator(".why-needs li")).ToHaveTextAsync(
            ["✓Enough: 20 events, 20 needed", "✓Enough: 6 active days, 5 needed"]);
        await Expect(page.Panel.Locator(".day-line")).ToHaveTextAsync(["Hot 20", "Warm 10", "Cool 5"]);
        await Expect(page.Panel.Locator(".day-chart li")).ToHaveCountAsync(6);
        await Expect(page.Panel.Locator(".day-chart li").Last).ToHaveTextAsync(
            new Regex("^Wed,? 10 Sept: \\d+ events?, 20 by then$"));
        await Expect(page.Panel.Locator(".why-types")).ToContainTextAsync("%");
        await Expect(page.Panel.Locator(".tier-strip-days span")).ToHaveCountAsync(10);
        await Expect(page.Panel.Locator(".tier-strip li").Last).ToContainTextAsync("9 Sept: Hot");
        Assert.Equal("?search=midnight&lead=2004", page.Query);

        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Panel).ToHaveCountAsync(0);
        Assert.Equal("?search=midnight", page.Query);

        await name.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Panel).ToBeVisibleAsync();
        await page.Panel.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.Panel).ToHaveCountAsync(0);
        await Expect(name).ToBeFocusedAsync();

        // What was closed is not in the way back.
        await page.Page.GoForwardAsync();
        await Expect(page.Panel).ToBeVisibleAsync();
        await page.Page.GoBackAsync();
        await Expect(page.Panel).ToHaveCountAsync(0);
        Assert.Equal("?search=midnight", page.Query);
    }

    [BrowserFact]
    public async Task Lead_ClickedOnATime_Opens()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?search=midnight");

        await page.Rows.Locator("td time").First.ClickAsync();

        await Expect(page.Panel.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Midnight");
        await page.Page.Mouse.ClickAsync(100, 400);
        await Expect(page.Panel).ToHaveCountAsync(0);
        await Expect(page.Rows.Locator(".open")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Lead_OpenedFromALink_ClosesToTheList()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?tier=hot&lead=1016");

        await page.Panel.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(page.Panel).ToHaveCountAsync(0);
        Assert.Equal("?tier=hot", page.Query);
    }

    [BrowserFact]
    public async Task Lead_WithManyEvents_ShowsTheLatestAndSaysHowManyThereAre()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?lead=1016");

        await Expect(page.Panel.Locator(".event")).ToHaveCountAsync(25);
        await Expect(page.Panel.Locator(".timeline-note"))
            .ToHaveTextAsync("The latest 25 of 50 events. Times are in UTC.");
        ILocator time = page.Panel.Locator(".event > .muted").First;
        string clock = (await time.Locator("time").First.GetAttributeAsync("datetime"))![11..16];
        await Expect(time).ToContainTextAsync($"{clock} · ");
    }

    [BrowserFact]
    public async Task Lead_ThatNeverRegistered_IsSaidNotToBeThere()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?lead=9000");

        await Expect(page.Panel).ToContainTextAsync("Nobody with the id 9000 has registered.");
    }

    [BrowserFact]
    public async Task AwkwardNames_Everywhere_AreShownAsTheyAre()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        string?[][] people = [.. ReferenceData.Rows("registrations.csv")
            .Where(row => long.Parse(row[0]!) is > 3000 and < 4000)];
        Assert.True(people.Length >= 20);

        int scripts = await page.Page.Locator("script").CountAsync();
        foreach (string?[] person in people)
        {
            string name = person[2] is { } first && first.Trim().Length > 0 ? first
                : person[1] is { } user && user.Trim().Length > 0 ? user : person[0]!;
            await page.Page.GotoAsync($"/?search={Uri.EscapeDataString(name)}&lead={person[0]}");
            await Expect(page.Panel.Locator(".panel-summary")).ToBeVisibleAsync();
            Assert.Equal(name, await page.Panel.Locator("h2").TextContentAsync());
            string?[] shown = [.. await page.Panel.Locator("dd").AllTextContentsAsync()];
            Assert.Equal(person[1]?.Trim() is { Length: > 0 } ? person[1] : "none", shown[0]);
            Assert.Equal(person[3]?.Trim() is { Length: > 0 } ? person[3] : "none", shown[1]);
            if (name != person[0])
            {
                ILocator row = page.Page.Locator($".lead-table tr[data-user='{person[0]}']");
                Assert.Equal(name, await row.Locator(".open bdi").TextContentAsync());
            }

            Assert.Equal(scripts, await page.Page.Locator("script").CountAsync());
        }
    }
}
