using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>The changes of tier: their page, the bell, and the leads that became hot today.</summary>
[Collection(InTheBrowser.Name)]
public class ChangesTests(Browser browser)
{
    [BrowserFact]
    public async Task Changes_OfATierAndADay_SurviveAReload()
    {
        ServiceHost host = await browser.WithChangesAsync();
        await using DashboardPage page = await browser.OpenAsync(host);

        await Bell(page).ClickAsync();
        await Expect(Total(page)).ToHaveTextAsync("6 changes");
        Assert.Equal(["1001", "1004", "1016", "1001", "1002", "1001"], await UsersAsync(page));
        await Expect(page.Page.Locator(".change").Nth(3)).ToContainTextAsync("as activity has aged · 8 hours ago");
        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tier" }).SelectOptionAsync("hot");
        await Expect(Total(page)).ToHaveTextAsync("3 changes");
        await page.Page.GetByLabel("Day").SelectOptionAsync(new SelectOptionValue { Label = "Today" });
        await Expect(Total(page)).ToHaveTextAsync("2 changes");
        Assert.Equal("?show=changes&tier=hot&day=2025-09-10", page.Query);
        Assert.Equal(["1001", "1016"], await UsersAsync(page));

        await page.Page.ReloadAsync();
        await Expect(Total(page)).ToHaveTextAsync("2 changes");
        Assert.Equal(["1001", "1016"], await UsersAsync(page));
        await page.Page.Locator(".change .name").First.ClickAsync();
        await Expect(page.Panel.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Bell_CountsWhatCameSinceTheChangesWereLastSeen()
    {
        await using RecordedSchool school = await RecordedSchool.StartAsync();
        await using DashboardPage page = await browser.OpenAsync(school.Host);
        await Expect(Bell(page)).ToHaveAccessibleNameAsync("What changed");

        await school.RecordAsync(1002, 1, 2, hoursAgo: 0.5);
        await school.RecordAsync(1003, 2, 3, hoursAgo: 0.4);
        await page.Page.ReloadAsync();
        await Expect(Bell(page)).ToHaveAccessibleNameAsync("What changed: 2 new");
        await Bell(page).ClickAsync();
        await Expect(Total(page)).ToHaveTextAsync("8 changes");
        await Expect(Bell(page)).ToHaveAccessibleNameAsync("What changed");
        await Expect(page.Page.Locator(".change:has(.change-new)")).ToHaveCountAsync(2);

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the leads" }).ClickAsync();
        await Expect(page.Total).ToHaveTextAsync("220 leads");
        await page.Page.ReloadAsync();
        await Expect(Bell(page)).ToHaveAccessibleNameAsync("What changed");
    }

    [BrowserFact]
    public async Task Changes_OnSeveralPages_LeadBackAndForth()
    {
        await using RecordedSchool school = await RecordedSchool.StartAsync();
        for (int i = 0; i < 60; i++)
        {
            await school.RecordAsync(2000 + i, 0, 1, hoursAgo: 1);
        }

        await using DashboardPage page = await browser.OpenAsync(school.Host, "?show=changes", waits: false);
        await Expect(page.Page.Locator(".change .change-tiers")).ToHaveCountAsync(50);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Expect(page.Page.Locator(".change .change-tiers")).ToHaveCountAsync(16);
        await Expect(page.Page.Locator(".change").Last).ToHaveAttributeAsync("data-user", "1001");
        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator(".change .change-tiers")).ToHaveCountAsync(16);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Newer" }).ClickAsync();
        await Expect(page.Page.Locator(".change").First).ToHaveAttributeAsync("data-user", "2059");
        Assert.Equal("?show=changes", page.Query);
    }

    [BrowserFact]
    public async Task List_OfThoseWhoBecameHotToday_HoldsThemAlone()
    {
        ServiceHost host = await browser.WithChangesAsync();
        await using DashboardPage page = await browser.OpenAsync(host);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Became hot today: 2" }).ClickAsync();

        await Expect(page.Total).ToHaveTextAsync("2 leads");
        Assert.Equal(["1001", "1016"], (await page.UserIdsAsync()).Order());
        Assert.Equal("?became=hot", page.Query);
        await page.Page.ReloadAsync();
        await Expect(page.Total).ToHaveTextAsync("2 leads");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Became hot today: 2" }).ClickAsync();
        await Expect(page.Total).ToHaveTextAsync("220 leads");
    }

    [BrowserFact]
    public async Task WithoutAStore_NothingIsOffered_AndThePageSaysWhatEnablesIt()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        await Expect(page.Page.Locator(".became-hot")).ToHaveCountAsync(0);
        await Expect(Bell(page)).ToHaveCountAsync(0);

        await page.Page.GotoAsync("/?show=changes");

        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(
            "No changes are recorded, because there is no store. The command \"database install\" creates one.");
    }

    private static ILocator Bell(DashboardPage page) => page.Page.Locator("a.bell");

    private static ILocator Total(DashboardPage page) => page.Page.GetByTestId("changes-total");

    private static async Task<string[]> UsersAsync(DashboardPage page)
        => await page.Page.Locator(".change[data-user]").EvaluateAllAsync<string[]>(
            "rows => rows.map(row => row.dataset.user)");
}
