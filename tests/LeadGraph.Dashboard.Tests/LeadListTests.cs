using System.Text.RegularExpressions;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>The list of leads: search, order, pages, and its address.</summary>
[Collection(InTheBrowser.Name)]
public class LeadListTests(Browser browser)
{
    private const int PageSize = 25;

    [BrowserFact]
    public async Task Search_WhileTyped_FindsInNamesUsernamesAndAddresses()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        ILocator search = page.Page.GetByLabel("Search");

        await search.PressSequentiallyAsync("АННА");

        await Expect(page.Total).ToHaveTextAsync("1 lead");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Rows.Locator(".open bdi")).ToHaveTextAsync("Анна");
        Assert.Equal("?search=%D0%90%D0%9D%D0%9D%D0%90", page.Query);

        await search.FillAsync("no such lead");

        await Expect(page.Page.Locator(".leads .empty")).ToContainTextAsync(
            "No lead has no such lead in name, username or email.");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show all leads" }).ClickAsync();
        await Expect(page.Total).ToHaveTextAsync("220 leads");
        await Expect(search).ToHaveValueAsync("");

        // One step back for each search, not for each letter.
        await page.Page.GoBackAsync();
        await Expect(search).ToHaveValueAsync("no such lead");
        await page.Page.GoBackAsync();
        await Expect(search).ToHaveValueAsync("");
    }

    [BrowserFact]
    public async Task EveryColumn_Clicked_SortsBothWays()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        (string Title, string Field, string First)[] columns =
        [
            ("Name", "firstName", "ASC"), ("Tier", "leadScore", "DESC"), ("Events", "totalEvents", "DESC"),
            ("Days", "activeDays", "DESC"), ("Momentum", "momentum", "DESC"), ("Last activity", "lastActivity", "DESC"),
            ("Cools", "fallsAt", "ASC"),
            ("Username", "username", "ASC"), ("Email", "email", "ASC"), ("Registered", "registeredAt", "DESC"),
            ("User id", "userId", "ASC")
        ];
        await Expect(page.Page.Locator(".lead-table thead th")).ToHaveTextAsync(
            [.. columns.Select(column => column.Title + (column.Field == "leadScore" ? "↓" : "")), "Contact"]);

        foreach (var (title, field, first) in columns)
        {
            ILocator head = page.Page.GetByRole(AriaRole.Columnheader, new() { Name = title, Exact = true });
            foreach (string direction in (string[])[first, first == "ASC" ? "DESC" : "ASC"])
            {
                await head.GetByRole(AriaRole.Link).ClickAsync();
                await Expect(head).ToHaveAttributeAsync("aria-sort", direction == "ASC" ? "ascending" : "descending");
                await page.SettleAsync();
                string points = field == "leadScore" ? $", {{ points: {direction} }}" : "";
                string[] all = await LeadList.UserIdsAsync(host, $"order: [{{ {field}: {direction} }}{points}]");
                Assert.Equal(all[..PageSize], await page.UserIdsAsync());
            }
        }
    }

    [BrowserFact]
    public async Task Pages_ForwardAndBack_ShowEachLeadOnce()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        string[] all = await LeadList.UserIdsAsync(host, "order: [{ leadScore: DESC }, { points: DESC }]");
        ILocator pager = page.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages of leads" });

        foreach (var (button, number) in new[] { ("Next", 2), ("Next", 3), ("Previous", 2), ("Previous", 1) })
        {
            await pager.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await Expect(pager).ToContainTextAsync($"Page {number} of 9");
            await page.SettleAsync();
            Assert.Equal(all[((number - 1) * PageSize)..(number * PageSize)], await page.UserIdsAsync());
        }

        Assert.Equal("", page.Query);
        await Expect(pager.GetByRole(AriaRole.Button, new() { Name = "Previous" })).ToBeDisabledAsync();

        await page.Page.GoBackAsync();
        await Expect(pager).ToContainTextAsync("Page 2 of 9");
        await page.SettleAsync();
        Assert.Equal(all[PageSize..(2 * PageSize)], await page.UserIdsAsync());
    }

    [BrowserFact]
    public async Task Address_OpenedElsewhere_ShowsTheSameView()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tier" }).SelectOptionAsync("cool");
        await Expect(page.Total).ToHaveTextAsync("91 leads");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Email", Exact = true }).ClickAsync();
        await page.Page.GetByLabel("Search").FillAsync("user");
        await Expect(page.Total).ToHaveTextAsync("66 leads");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Expect(page.Page.Locator(".pager")).ToContainTextAsync("Page 2 of 3");
        await page.SettleAsync();
        string[] shown = await page.UserIdsAsync();
        string[] expected = await LeadList.UserIdsAsync(
            host, """leadScore: COOL, search: "user", order: [{ email: ASC }]""");
        Assert.Equal(expected[PageSize..(2 * PageSize)], shown);

        await using DashboardPage other = await browser.OpenAsync(host, page.Query);

        Assert.Equal(shown, await other.UserIdsAsync());
        await Expect(other.Total).ToHaveTextAsync("66 leads");
        await Expect(other.Page.Locator(".pager")).ToContainTextAsync("Page 2 of 3");
        await Expect(other.Page.GetByLabel("Search")).ToHaveValueAsync("user");
        await Expect(other.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tier" })).ToHaveValueAsync("cool");
        await Expect(other.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Email" }))
            .ToHaveAttributeAsync("aria-sort", "ascending");
    }

    [BrowserFact]
    public async Task Filter_ByWhenLeadsCool_ShowsAndDownloadsThem()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        ILocator filter = page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Cools" });
        string before = host.Clock.Now.AddHours(24).ToString("O");
        string[] expected = await LeadList.UserIdsAsync(
            host, $$"""where: { fallsAt: { lt: "{{before}}" } }, order: [{ fallsAt: ASC }]""");
        Assert.InRange(expected.Length, 1, 219);

        await filter.SelectOptionAsync("Within 24 hours");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Cools", Exact = true }).ClickAsync();

        await Expect(page.Total).ToHaveTextAsync($"{expected.Length} leads");
        await page.SettleAsync();
        Assert.Equal(expected[..Math.Min(expected.Length, PageSize)], await page.UserIdsAsync());
        Assert.Equal("?falls=24h&sort=fallsAt.asc", page.Query);
        await Expect(page.Rows.Nth(1)).ToContainTextAsync(new Regex("now|in \\d+ (min|hr)"));
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() =>
            page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(expected, lines[1..].Select(line => line.Split(',')[0]));
    }

    [BrowserFact]
    public async Task Search_AfterAStepBack_IsAnotherSearch()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        ILocator search = page.Page.GetByLabel("Search");
        await search.PressSequentiallyAsync("an");
        await Expect(page.Total).Not.ToHaveTextAsync("220 leads");
        await page.Page.GoBackAsync();
        await Expect(search).ToHaveValueAsync("");

        await search.PressSequentiallyAsync("bo");
        await page.Page.WaitForURLAsync("**/?search=bo");
        await page.Page.GoBackAsync();

        await Expect(search).ToHaveValueAsync("");
        await Expect(page.Total).ToHaveTextAsync("220 leads");
    }

    [BrowserFact]
    public async Task Address_WithACursorThatIsNone_LeadsToTheFirstPage()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?tier=warm&page=2&after=nonsense", waits: false);
        page.ExpectFailedRequests();
        await Expect(page.Page.Locator(".leads").GetByRole(AriaRole.Alert))
            .ToContainTextAsync("The leads could not be loaded.");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show the first page" }).ClickAsync();

        await Expect(page.Total).ToHaveTextAsync("52 leads");
        await Expect(page.Rows).ToHaveCountAsync(25);
        Assert.Equal("?tier=warm", page.Query);
    }

    [BrowserFact]
    public async Task Filter_ThatFails_ShowsNothingOfAnother()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        page.ExpectFailedRequests();
        await page.Page.RouteAsync("**/graphql", route => route.AbortAsync());

        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tier" }).SelectOptionAsync("hot");

        ILocator problem = page.Page.Locator(".leads").GetByRole(AriaRole.Alert);
        await Expect(problem).ToContainTextAsync("The service cannot be reached.");
        await Expect(page.Total).ToHaveTextAsync("");
        await Expect(page.Rows).ToHaveCountAsync(0);

        // A retry is seen to be one, and what failed stays to be read meanwhile.
        var asked = new TaskCompletionSource<IRoute>();
        await page.Page.UnrouteAllAsync();
        await page.Page.RouteAsync("**/graphql", route => asked.TrySetResult(route));
        await problem.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        IRoute waiting = await asked.Task;
        await Expect(problem).ToContainTextAsync("The service cannot be reached.");
        await Expect(problem.GetByRole(AriaRole.Button, new() { Name = "Trying…" })).ToBeVisibleAsync();
        await waiting.ContinueAsync();
        await Expect(page.Total).ToHaveTextAsync("18 leads");
    }
}
