using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>The dashboard of a service that asks for a key.</summary>
[Collection(InTheBrowser.Name)]
public class SignInTests(Browser browser)
{
    [BrowserFact]
    public async Task Key_OnceGiven_IsKeptForTheTabAlone()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        await using DashboardPage page = await browser.OpenAsync(host, waits: false);
        page.ExpectFailedRequests();
        ILocator refused = page.Page.GetByRole(AriaRole.Alert);
        await Expect(page.Page.GetByLabel("Key")).ToBeVisibleAsync();
        await Expect(refused).ToHaveCountAsync(0);

        await SignInAsync(page, "lg_not_the_key");
        await Expect(refused).ToHaveTextAsync("The service refused that key. It may be mistyped or expired.");
        await Expect(page.Page.GetByText("secret", new() { Exact = false })).ToHaveCountAsync(0);

        await SignInAsync(page, AuthenticatedHost.FullKey);
        await page.SettleAsync();
        await Expect(page.HotLeads.Locator(".name").First).ToHaveTextAsync("Secretanna");
        await Expect(page.Page.Locator(".hidden-data")).ToHaveCountAsync(0);

        await page.Page.ReloadAsync();
        await page.SettleAsync();
        await Expect(page.HotLeads).ToHaveCountAsync(3);
        Assert.DoesNotContain(AuthenticatedHost.FullKey, page.Page.Url);

        IPage other = await page.Page.Context.NewPageAsync();
        await other.GotoAsync("/");
        await Expect(other.GetByLabel("Key")).ToBeVisibleAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Page.GetByLabel("Key")).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Expect(page.Page.GetByLabel("Key")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Key_RememberedByChoice_SignsInNewTabsUntilOneSignsOut()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        await using DashboardPage page = await browser.OpenAsync(host, waits: false);
        page.ExpectFailedRequests();
        await page.Page.GetByLabel("Remember it in this browser").CheckAsync();
        await SignInAsync(page, AuthenticatedHost.FullKey);
        await page.SettleAsync();

        IPage other = await page.Page.Context.NewPageAsync();
        await other.GotoAsync("/");
        await Expect(other.Locator(".hot-lead[data-user]")).ToHaveCountAsync(3);

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(other.GetByLabel("Key")).ToBeVisibleAsync();
        await Expect(page.Page.GetByLabel("Key")).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Expect(page.Page.GetByLabel("Key")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Form_ForAPasswordManager_HasANameAndAPassword()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        await using DashboardPage page = await browser.OpenAsync(host, waits: false);
        page.ExpectFailedRequests();

        await Expect(page.Page.GetByLabel("Key")).ToHaveAttributeAsync("autocomplete", "current-password");
        await Expect(page.Page.GetByLabel("Key")).ToHaveAttributeAsync("type", "password");
        await Expect(page.Page.Locator("form input[autocomplete=username]")).ToHaveValueAsync("LeadGraph");
    }

    [BrowserFact]
    public async Task Key_WithoutTheRightToPersonalData_SeesActivityAndWhatIsHidden()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        await using DashboardPage page = await browser.OpenAsync(host, waits: false);
        page.ExpectFailedRequests();
        await SignInAsync(page, AuthenticatedHost.LesserKey);
        await page.SettleAsync();

        await Expect(page.Page.Locator(".hidden-data")).ToContainTextAsync("Personal data is hidden.");
        await Expect(page.HotLeads.First).ToHaveTextAsync("11❄️ 2 events on 2 days · 5 hours agoContact hidden");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);

        IDownload download = await page.Page.RunAndWaitForDownloadAsync(
            () => page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync());
        string?[][] rows = [.. ReferenceData.ParseCsv(await File.ReadAllTextAsync(await download.PathAsync()))];
        Assert.Equal(["1", "2", "3"], rows.Skip(1).Select(row => row[0]).Order());
        Assert.All(rows.Skip(1), row => Assert.Equal("", string.Concat(row[1..4])));

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Copy usernames" }).ClickAsync();
        await Expect(page.Page.Locator(".campaign-told")).ToHaveTextAsync("Usernames are hidden from your key.");

        await page.Page.GetByLabel("Search").FillAsync("secret");
        await Expect(page.Page.Locator(".leads .empty")).ToContainTextAsync(
            "Names, usernames and email addresses are hidden from your key, so that nothing can be found by them.");
        Assert.DoesNotContain("secret_anna", await page.Page.ContentAsync());
    }

    [BrowserFact]
    public async Task Download_WithAKeyRefusedMeanwhile_AsksForAnother()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        await using DashboardPage page = await browser.OpenAsync(host, waits: false);
        page.ExpectFailedRequests();
        await SignInAsync(page, AuthenticatedHost.FullKey);
        await page.SettleAsync();

        await page.Page.RouteAsync("**/*.csv*", route => route.FulfillAsync(new()
        {
            Status = 401,
            ContentType = "application/json",
            Body = """{"error":"The key has expired."}"""
        }));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The service refused that key.");
    }

    private static async Task SignInAsync(DashboardPage page, string key)
    {
        await page.Page.GetByLabel("Key").FillAsync(key);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
