using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

[Collection(InTheBrowser.Name)]
public class LiveTests(Browser browser)
{
    [BrowserFact]
    public async Task Lead_ThatChangesTier_IsSeenAtOnce()
    {
        string file = await CopyOfReferenceAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            $"Data Source={file}", ("LeadGraph:Live:Interval", "00:00:00.2"), ("LeadGraph:Cache:Seconds", "5"));
        await using DashboardPage page = await browser.OpenAsync(host, "?tier=hot");
        await Expect(page.Total).ToHaveTextAsync("18 leads");
        await UntilTheMonitorHasLookedAsync(host);

        // Warm so far: 20 events, but on four days.
        ReferenceData.ExecuteSqlite(file, """
            INSERT INTO events VALUES
                (900001, 1003, 'payment_opened', '2025-09-04 15:30:00', NULL),
                (900002, 1003, 'payment_opened', '2025-09-05 15:30:00', NULL),
                (900003, 1003, 'payment_opened', '2025-09-06 15:30:00', NULL)
            """);

        await Expect(page.Page.Locator(".notice p")).ToHaveTextAsync("Edge20x4 moved up from 🟡 Warm to 🔥 Hot");
        await Expect(page.Total).ToHaveTextAsync("19 leads");
        await Expect(page.Page.Locator(".lead-table tr[data-user='1003']")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Hot" })).ToContainTextAsync("19 leads");

        // With a lead open it is seen, and can be used.
        await page.HotLeads.Locator(".name").First.ClickAsync();
        await Expect(page.Panel).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".notice p")).ToBeInViewportAsync();
        await page.Page.Locator(".notice a").ClickAsync();
        await Expect(page.Panel.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Edge20x4");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Dismiss the notice about Edge20x4" }).ClickAsync();
        await Expect(page.Page.Locator(".notice")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Service_StoppedAndStartedAgain_IsFoundAgainByItself()
    {
        string file = await CopyOfReferenceAsync();
        ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        await using DashboardPage page = await browser.OpenAsync(host, "?search=edge_50_5");
        string address = host.Client.BaseAddress!.ToString();

        await host.DisposeAsync();

        await Expect(page.Status).ToHaveTextAsync("Connection lost. Trying again…");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Page.Locator(".as-of")).ToHaveTextAsync(["as of 15:00", "as of 15:00", "as of 15:00"]);
        await page.Page.GetByLabel("Search").FillAsync("edge");
        ILocator problem = page.Page.Locator(".leads").GetByRole(AriaRole.Alert);
        await Expect(problem).ToContainTextAsync("The leads could not be loaded. The service cannot be reached.");
        ReferenceData.ExecuteSqlite(file, "DELETE FROM free_lesson_registrations WHERE user_id = 1016");

        await using ServiceHost again = await ServiceHost.StartAsync($"Data Source={file}", ("Urls", address));

        await Expect(page.Status).ToHaveTextAsync("Live");
        await Expect(problem).ToHaveCountAsync(0);
        await Expect(page.HotLeads.Locator(".name").First).ToHaveTextAsync("Ivan");
        await Expect(page.Page.Locator(".as-of")).ToHaveCountAsync(0);
        await Expect(page.Page.Locator(".lead-table tr[data-user='1016']")).ToHaveCountAsync(0);
        page.ExpectFailedRequests();
    }

    [BrowserFact]
    public async Task Service_StoppedWhileThePageWasHidden_IsFoundAgainWithItsLeads()
    {
        string file = await CopyOfReferenceAsync();
        ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        await using DashboardPage page = await browser.OpenAsync(host);
        string address = host.Client.BaseAddress!.ToString();
        ILocator problems = page.Page.GetByRole(AriaRole.Alert);

        await ShowAsync(page, "hidden");
        await host.DisposeAsync();
        await ShowAsync(page, "visible");
        await Expect(problems).ToHaveCountAsync(3);
        await using ServiceHost again = await ServiceHost.StartAsync($"Data Source={file}", ("Urls", address));

        await Expect(page.Status).ToHaveTextAsync("Live");
        await Expect(problems).ToHaveCountAsync(0);
        page.ExpectFailedRequests();
    }

    [BrowserFact]
    public async Task Lead_ThatChangesBeforeThePageListens_IsShownAsItIs()
    {
        string file = await CopyOfReferenceAsync();
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        var listens = new TaskCompletionSource<IRoute>();
        await using DashboardPage page = await browser.OpenAsync(host, waits: false, prepare: opened =>
            opened.RouteAsync("**/graphql", async route =>
            {
                if (IsSubscription(route))
                {
                    listens.SetResult(route);
                }
                else
                {
                    await route.ContinueAsync();
                }
            }));
        await Expect(page.HotLeads.Locator(".name").First).ToHaveTextAsync("Edge50x5");
        IRoute subscription = await listens.Task;

        ReferenceData.ExecuteSqlite(file, "DELETE FROM free_lesson_registrations WHERE user_id = 1016");
        await subscription.ContinueAsync();

        await Expect(page.HotLeads.Locator(".name").First).ToHaveTextAsync("Ivan");
    }

    [BrowserFact]
    public async Task Connection_ThatDiesWithoutBeingClosed_IsNoticed()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using var relay = new Relay(host.Client.BaseAddress!);
        await using DashboardPage page = await browser.OpenAsync(host, root: relay.Address);

        relay.Freeze();
        await page.Page.GetByLabel("Search").FillAsync("edge");
        await Expect(page.Page.Locator(".lead-table[aria-busy=true]")).ToHaveCountAsync(1);
        await page.Page.Clock.FastForwardAsync(16_000);
        await Expect(page.Page.Locator(".leads").GetByRole(AriaRole.Alert))
            .ToContainTextAsync("The leads could not be loaded. The service does not respond.");
        await page.Page.Clock.FastForwardAsync(31_000);
        await Expect(page.Status).ToHaveTextAsync("Connection lost. Trying again…");

        relay.Thaw();
        await page.Page.Clock.FastForwardAsync(31_000);
        await Expect(page.Status).ToHaveTextAsync("Live");
        await Expect(page.Total).Not.ToHaveTextAsync("220 leads");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        page.ExpectFailedRequests();
    }

    [BrowserFact]
    public async Task Problem_Retried_GoesAwayWithItsCause()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, "CREATE TABLE events (id INTEGER)");
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        // When the connection is back, the page asks again by itself.
        await using DashboardPage page = await browser.OpenAsync(host, waits: false, prepare: opened =>
            opened.RouteAsync("**/graphql", route => IsSubscription(route) ? route.AbortAsync() : route.ContinueAsync()));
        ILocator problems = page.Page.GetByRole(AriaRole.Alert);
        await Expect(problems).ToHaveCountAsync(4);

        ReferenceData.ExecuteSqlite(file, $"DROP TABLE events; {ReferenceData.SqliteTables}");
        await problems.Filter(new() { HasText = "The leads could not be loaded." })
            .GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(page.Total).ToHaveTextAsync("0 leads");
        page.ExpectFailedRequests();
    }

    [BrowserFact]
    public async Task EmptyDatabase_SaysWhyThereIsNothing()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        await using DashboardPage page = await browser.OpenAsync(host);

        await Expect(page.Page.Locator(".hot .empty")).ToHaveTextAsync(
            "Nobody has registered yet. The first who does will stand here.");
        await Expect(page.Page.Locator(".leads .empty")).ToHaveTextAsync(
            "No leads yet: nobody has registered. They appear here as soon as somebody does.");
        await Expect(page.Page.Locator(".tier-share")).ToHaveTextAsync(["0 %", "0 %", "0 %", "0 %"]);
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" })).ToBeDisabledAsync();
    }

    private static bool IsSubscription(IRoute route)
        => route.Request.PostData!.Contains("subscription", StringComparison.Ordinal);

    private static Task ShowAsync(DashboardPage page, string visibility)
        => page.Page.EvaluateAsync("""
            visibility => {
              Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """, visibility);

    private static async Task<string> CopyOfReferenceAsync()
    {
        string reference = await ReferenceData.DatabaseAsync(DatabaseProvider.Sqlite);
        string file = ReferenceData.NewSqliteFile();
        File.Copy(reference["Data Source=".Length..], file);
        return file;
    }

    // The first look after somebody begins to listen only notes how things stand.
    internal static Task UntilTheMonitorHasLookedAsync(ServiceHost host)
    {
        int Looks() => host.Logs.Sql.Count(sql => !sql.Contains("ORDER BY") && !sql.Contains("COUNT(*)\n"));
        int before = Looks();
        return Eventually.UntilAsync(() => Looks() >= before + 2);
    }
}
