using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

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
            ("Active days", "activeDays", "DESC"), ("Last activity", "lastActivity", "DESC"),
            ("Username", "username", "ASC"), ("Email", "email", "ASC"), ("Registered", "registeredAt", "DESC"),
            ("User id", "userId", "ASC")
        ];
        await Expect(page.Page.Locator(".lead-table thead th")).ToHaveTextAsync(
            columns.Select(column => column.Title + (column.Field == "totalEvents" ? "↓" : "")));

        foreach (var (title, field, first) in columns)
        {
            ILocator head = page.Page.GetByRole(AriaRole.Columnheader, new() { Name = title, Exact = true });
            foreach (string direction in (string[])[first, first == "ASC" ? "DESC" : "ASC"])
            {
                await head.GetByRole(AriaRole.Link).ClickAsync();
                await Expect(head).ToHaveAttributeAsync("aria-sort", direction == "ASC" ? "ascending" : "descending");
                await page.SettleAsync();
                string[] all = await LeadList.UserIdsAsync(host, $$"""order: [{ {{field}}: {{direction}} }]""");
                Assert.Equal(all[..PageSize], await page.UserIdsAsync());
            }
        }
    }

    [BrowserFact]
    public async Task Pages_ForwardAndBack_ShowEachLeadOnce()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        string[] all = await LeadList.UserIdsAsync(host, "order: [{ totalEvents: DESC }]");
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

        await page.Rows.Locator("time").First.ClickAsync();

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
        string clock = (await time.Locator("time").GetAttributeAsync("datetime"))![11..16];
        await Expect(time).ToContainTextAsync($"{clock} · ");
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
