using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>What holds of the page as a whole, in any window.</summary>
[Collection(InTheBrowser.Name)]
public class PageTests(Browser browser)
{
    [BrowserTheory]
    [InlineData("en-GB")]
    [InlineData("ru-RU")]
    public async Task Page_ForThoseWhoSeeOrMoveOtherwise_HasNoBarrier(string locale)
    {
        ServiceHost host = await browser.WithChangesAsync();
        await using DashboardPage page = await browser.OpenAsync(host, locale: locale);
        var found = new List<string>();

        foreach (string address in (string[])
            ["?tier=hot", "?search=nobody", "?lead=1001", "?show=rules", "?show=changes&day=2025-09-10"])
        {
            await page.Page.GotoAsync($"/{address}");
            await Expect(page.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
            await Expect(page.Page.Locator(
                ".tier-slice, .rules-preview tr:not(:has(.skeleton)) td:last-child, .change .change-tiers"))
                .ToHaveCountAsync(4);
            await Expect(page.Page.Locator(".tier-strip-days")).ToHaveCountAsync(address.Contains("lead=") ? 1 : 0);
            await page.Page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
            found.AddRange(await page.FindBarriersAsync(address));
        }

        Assert.Empty(found);
    }

    [BrowserTheory]
    [InlineData(375)]
    [InlineData(800)]
    [InlineData(1280)]
    public async Task Page_InAnyWindow_DoesNotScrollSideways(int width)
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, width: width);
        foreach (string other in (string[])["Русский", "English"])
        {
            await Expect(page.Rows).ToHaveCountAsync(25);
            Assert.Equal(0, await page.Page.EvaluateAsync<int>(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            Assert.Equal(0, await page.Page.Locator(".table-frame").EvaluateAsync<int>(
                "frame => frame.scrollWidth - frame.clientWidth"));
            await page.Page.GetByRole(AriaRole.Button, new() { Name = other }).ClickAsync();
        }
    }

    [BrowserFact]
    public async Task NarrowWindow_OffersSortingByHiddenColumns()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, width: 375);

        await page.Page.GetByLabel("Sort by").SelectOptionAsync("registeredAt");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sort the other way: ascending" }).ClickAsync();
        await page.SettleAsync();

        Assert.Equal("?sort=registeredAt.asc", page.Query);
        Assert.Equal(
            (await LeadList.UserIdsAsync(host, "order: [{ registeredAt: ASC }]"))[..25], await page.UserIdsAsync());
        await Expect(page.Rows.Locator(".row-more time").First).ToBeVisibleAsync();
        await Expect(page.Rows.GetByRole(AriaRole.Link, new() { Name = "Telegram: " }).First).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task FirstLoad_WithAllThatIsTransferred_StaysUnder250Kilobytes()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        await Expect(page.Page.Locator(".tier-slice")).ToHaveCountAsync(4);

        Assert.Equal(2, page.Finished.Count(request => request.ResourceType == "script"));
        foreach (string type in (string[])["document", "stylesheet", "fetch"])
        {
            Assert.Contains(page.Finished, request => request.ResourceType == type);
        }

        RequestSizesResult[] sizes = await Task.WhenAll(page.Finished.Select(request => request.SizesAsync()));
        Assert.InRange(sizes.Sum(size => size.ResponseHeadersSize + size.ResponseBodySize), 1, 250_000);
    }

    [BrowserFact]
    public async Task Page_WhoseChartDoesNotLoad_ShowsAllElseAndTriesAgain()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, prepare: opened =>
            opened.RouteAsync("**/assets/TierChart-*.js", route => route.AbortAsync()));
        ILocator problem = page.Page.GetByText("The chart did not load. Try again");
        await Expect(problem).ToBeVisibleAsync();
        await Expect(page.HotLeads).ToHaveCountAsync(5);
        await Expect(page.Rows).ToHaveCountAsync(25);

        await page.Page.UnrouteAllAsync();
        await problem.ClickAsync();

        await Expect(page.Page.Locator(".tier-slice")).ToHaveCountAsync(4);
        page.ExpectFailedRequests();
        page.ExpectProblem("TierChart");
    }

    [BrowserFact]
    public async Task Page_ThatFails_SaysSoAndLoadsAgain()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, waits: false, prepare: opened =>
            opened.RouteAsync("**/graphql", route => route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = """{ "data": { "userActivity": { "nodes": [null] } } }"""
            })));
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This page failed");

        await page.Page.UnrouteAllAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Load the page again" }).ClickAsync();

        await page.SettleAsync();
        await Expect(page.HotLeads).ToHaveCountAsync(5);
        page.ExpectProblem("TypeError");
    }

    [BrowserFact]
    public async Task Page_ForbiddenToStoreAnything_WorksAllTheSame()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, prepare: opened => opened.AddInitScriptAsync("""
            for (const storage of ['sessionStorage', 'localStorage']) {
              Object.defineProperty(window, storage, {
                get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); }
              });
            }
            """));

        await Expect(page.HotLeads).ToHaveCountAsync(5);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Русский" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Кому звонить сегодня");
    }

    [BrowserTheory]
    [InlineData(1280, false)]
    [InlineData(375, false)]
    [InlineData(1280, true)]
    [InlineData(375, true)]
    public async Task Page_WhileItLoads_KeepsEverythingInItsPlace(int width, bool hasStore)
    {
        ServiceHost host = await (hasStore ? browser.WithChangesAsync() : browser.OverReferenceAsync());
        // The waiting is long enough to be seen, and for nothing to come in the same frame.
        await using DashboardPage page = await browser.OpenAsync(host, width: width, prepare: async opened =>
        {
            await opened.RouteAsync("**/graphql", route => DelayAsync(route, milliseconds: 300));
            await opened.RouteAsync("**/assets/TierChart-*.js", route => DelayAsync(route, milliseconds: 800));
        });
        await Expect(page.Page.Locator(".tier-slice")).ToHaveCountAsync(4);

        string[] shifts = await page.Page.EvaluateAsync<string[]>("""
            new Promise(resolve => {
              const shifts = [];
              new PerformanceObserver(list => list.getEntries().forEach(entry => shifts.push(
                `${entry.value.toFixed(4)} ${entry.sources.map(source => source.node?.className).join()}`)))
                .observe({ type: 'layout-shift', buffered: true });
              setTimeout(() => resolve(shifts), 500);
            })
            """);

        // What web vitals call good is 0.1.
        Assert.True(shifts.Sum(shift => double.Parse(shift.Split(' ')[0])) <= 0.01, string.Join('\n', shifts));
    }

    private static async Task DelayAsync(IRoute route, int milliseconds)
    {
        await Task.Delay(milliseconds);
        await route.ContinueAsync();
    }
}
