using System.Text;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

[Collection(InTheBrowser.Name)]
public class CampaignListTests(Browser browser)
{
    [BrowserFact]
    public async Task Download_OfWhatIsFiltered_HoldsAllPagesInTheOrderShown()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?tier=warm&sort=email.desc");

        IDownload download = await page.Page.RunAndWaitForDownloadAsync(
            () => page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync());

        Assert.Equal("leads-warm-20250910T150000Z.csv", download.SuggestedFilename);
        byte[] file = await File.ReadAllBytesAsync(await download.PathAsync());
        // Excel takes a file for UTF-8 by its byte order mark alone.
        Assert.Equal(Encoding.UTF8.Preamble, file[..3]);
        string?[][] rows = [.. ReferenceData.ParseCsv(Encoding.UTF8.GetString(file, 3, file.Length - 3))];
        Assert.Equal("lead_score", rows[0][7]);
        Assert.Equal(
            await LeadList.UserIdsAsync(host, "leadScore: WARM, order: [{ email: DESC }]"),
            rows.Skip(1).Select(row => row[0]));
        Assert.All(rows.Skip(1), row => Assert.Equal("warm", row[7]));
        await Expect(page.Page.Locator(".campaign-told")).ToHaveTextAsync(
            "leads-warm-20250910T150000Z.csv holds all 52 leads.");
    }

    [BrowserFact]
    public async Task Copy_OfUsernames_TakesThoseThatTelegramCanHave()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?tier=hot");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Copy usernames" }).ClickAsync();

        await Expect(page.Page.Locator(".campaign-told")).ToContainTextAsync("Copied");
        string[] copied = (await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Split('\n');
        Assert.Equal("@edge_50_5", copied[0]);
        Assert.Equal(copied.Distinct(), copied);
        Assert.All(copied, name => Assert.Matches(@"\A@[A-Za-z0-9_]{4,32}\z", name));
        string rest = 18 - copied.Length == 1 ? "1 lead has" : $"{18 - copied.Length} leads have";
        await Expect(page.Page.Locator(".campaign-told"))
            .ToHaveTextAsync($"Copied {copied.Length} usernames. {rest} none.");
    }

    [BrowserFact]
    public async Task Copy_OfUserIds_TakesAllThatAreFiltered()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?tier=hot&sort=email.desc");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Copy user ids" }).ClickAsync();

        await Expect(page.Page.Locator(".campaign-told")).ToHaveTextAsync("Copied 18 user ids.");
        Assert.Equal(
            await LeadList.UserIdsAsync(host, "leadScore: HOT, order: [{ email: DESC }]"),
            (await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Split('\n'));
    }

    [BrowserFact]
    public async Task Download_FromAConnectionThatIsDead_CanBeCancelledAndEndsByItself()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using var relay = new Relay(host.Client.BaseAddress!);
        await using DashboardPage page = await browser.OpenAsync(host, root: relay.Address);
        page.ExpectFailedRequests();
        ILocator download = page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" });
        ILocator told = page.Page.Locator(".campaign-told");
        relay.Freeze();

        await download.ClickAsync();
        await Expect(told).ToHaveTextAsync("Fetching the list…");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(told).ToHaveTextAsync("Cancelled; nothing was saved.");

        await download.ClickAsync();
        await Expect(told).ToHaveTextAsync("Fetching the list…");
        await page.Page.Clock.FastForwardAsync(61_000);
        await Expect(told).ToHaveTextAsync("The list did not arrive whole: the service fell silent.");
        await Expect(download).ToBeEnabledAsync();
    }

    [BrowserFact]
    public async Task Download_ThatIsDone_IsNotToldOfAnotherList()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        ILocator told = page.Page.Locator(".campaign-told");
        await page.Page.RunAndWaitForDownloadAsync(
            () => page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync());
        await Expect(told).ToContainTextAsync("holds all 220 leads");

        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Tier" }).SelectOptionAsync("hot");

        await Expect(told).ToHaveTextAsync("");
    }

    [BrowserFact]
    public async Task Download_WhenThePageItselfFails_CanBeTriedAgain()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);
        page.ExpectProblem("no URL");
        await page.Page.EvaluateAsync("() => { URL.createObjectURL = () => { throw new Error('no URL'); }; }");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync();

        await Expect(page.Page.Locator(".campaign-told")).ToHaveTextAsync(
            "The list could not be made: this page failed.");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" })).ToBeEnabledAsync();
    }

    [BrowserFact]
    public async Task Download_WhenTheServiceIsGone_SaysSo()
    {
        ServiceHost host = await ServiceHost.StartOverReferenceAsync(DatabaseProvider.Sqlite);
        await using DashboardPage page = await browser.OpenAsync(host);
        await host.DisposeAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync();

        await Expect(page.Page.Locator(".campaign-told")).ToHaveTextAsync(
            "The list did not arrive whole: the connection broke off.");
        page.ExpectFailedRequests();
    }
}
