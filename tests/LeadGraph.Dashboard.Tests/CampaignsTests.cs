using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>The list of campaigns, and the page of one: its result, its lists, and what ends it.</summary>
[Collection(InTheBrowser.Name)]
public class CampaignsTests(Browser browser)
{
    [BrowserFact]
    public async Task FinishedCampaign_FoundInTheList_SaysWhichMessageDidBetter()
    {
        CampaignSchool school = await browser.WithCampaignsAsync();
        await using DashboardPage page = await browser.OpenAsync(school.Host);

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Campaigns", Exact = true }).ClickAsync();
        await Expect(page.Page.GetByTestId("campaigns-total")).ToHaveTextAsync("2 campaigns");
        ILocator rows = page.Page.Locator(".campaign-table tr[data-campaign]");
        await Expect(rows.Locator(".name")).ToHaveTextAsync(["Warm leads, series", "Warm and hot, September"]);
        await Expect(rows.Locator(".campaign-status")).ToHaveTextAsync(["Running", "Finished"]);
        int written = (await school.IdsAsync("1", "A")).Length + (await school.IdsAsync("1", "B")).Length;
        await Expect(rows.Last.Locator(".campaign-converted")).ToContainTextAsync($" of {written}");
        await rows.Last.Locator(".name").ClickAsync();

        await Expect(page.Page.GetByTestId("findings")).ToContainTextAsync(
            "B does better than A over all tiers and among warm leads; among hot ones it is too close to tell.");
        await Expect(page.Page.Locator(".bar-group")).ToHaveCountAsync(3);
        ILocator ofWarm = page.Page.Locator(".bar-group.tier-warm .bar");
        await Expect(ofWarm.Locator(".bar-name")).ToHaveTextAsync(["A", "B", "No message"]);
        await Expect(ofWarm.Nth(1).Locator(".bar-more")).ToContainTextAsync("half of them within 1.3 days");
        await Expect(page.Page.Locator(".campaign-outcome")).ToContainTextAsync("are in a hotter tier now");
        await Expect(page.Page.Locator(".campaign-outcome")).ToContainTextAsync("in a cooler one or not registered any more.");
        await Expect(page.Page.Locator(".campaign-outcome")).ToContainTextAsync("get no message");
        Assert.Equal("?show=campaigns&campaign=1", page.Query);
        await page.Page.ReloadAsync();
        await Expect(page.Page.GetByTestId("findings")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task RunningCampaign_SaysHowFarItIs_AndDecidesNothing()
    {
        CampaignSchool school = await browser.WithCampaignsAsync();
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, "?show=campaigns&campaign=2", waits: false);

        await Expect(page.Page.Locator(".campaign-progress")).ToContainTextAsync("1 of 5 days over");
        await Expect(page.Page.Locator(".campaign-progress")).ToContainTextAsync("have not converted yet");
        await Expect(page.Page.GetByTestId("findings"))
            .ToHaveTextAsync("Between the messages, and between each and no message, it is too early to tell.");
    }

    [BrowserFact]
    public async Task Lists_AreCopiedAsUserIds_AndDownloaded()
    {
        CampaignSchool school = await browser.WithCampaignsAsync();
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, "?show=campaigns&campaign=1", waits: false);
        long[] a = await school.IdsAsync("1", "A"), b = await school.IdsAsync("1", "B");
        ILocator told = page.Page.Locator(".campaign-lists .campaign-told");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Copy user ids of A" }).ClickAsync();
        await Expect(told).ToHaveTextAsync($"Copied {a.Length} user ids.");
        Assert.Equal(
            a, (await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Split('\n').Select(long.Parse));

        IDownload csv = await page.Page.RunAndWaitForDownloadAsync(
            () => page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV of B" }).ClickAsync());
        Assert.Equal("campaign-1-B.csv", csv.SuggestedFilename);
        string?[][] rows = [.. ReferenceData.ParseCsv(await File.ReadAllTextAsync(await csv.PathAsync()))];
        Assert.Equal(b, rows.Skip(1).Select(row => long.Parse(row[0]!)));
        await Expect(told).ToHaveTextAsync($"campaign-1-B.csv holds all {b.Length} leads.");

        IDownload workbook = await page.Page.RunAndWaitForDownloadAsync(
            () => page.Page.GetByRole(AriaRole.Button, new() { Name = "Download Excel of B" }).ClickAsync());
        Assert.Equal("campaign-1-B.xlsx", workbook.SuggestedFilename);
        // A workbook is a ZIP file, which a byte order mark would break.
        byte[] file = await File.ReadAllBytesAsync(await workbook.PathAsync());
        Assert.Equal([(byte)'P', (byte)'K'], file[..2]);
    }

    [BrowserFact]
    public async Task Campaign_ClosedAndDeleted_AfterAsking()
    {
        await using CampaignSchool school = await CampaignSchool.StartEmptyAsync();
        string id = await school.CreateAsync("""
            name: "To end", leadScores: [HOT], goal: { eventTypes: ["payment_opened"], withinDays: 5 }
            """);
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, $"?show=campaigns&campaign={id}", waits: false);
        ILocator status = page.Page.Locator(".campaign-head .campaign-status");
        ILocator question = page.Page.GetByRole(AriaRole.Dialog);
        ILocator close = page.Page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true });
        await Expect(page.Page.Locator(".campaign-outcome")).ToContainTextAsync("there is nothing to compare it with");

        await close.ClickAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(question).ToHaveCountAsync(0);
        await Expect(close).ToBeFocusedAsync();
        await Expect(status).ToHaveTextAsync("Running");
        await close.ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();
        await Expect(status).ToHaveTextAsync("Closed");
        await Expect(close).ToHaveCountAsync(0);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Page.Locator(".campaigns .empty")).ToContainTextAsync("No campaigns yet");
        await page.Page.GotoAsync($"/?show=campaigns&campaign={id}");
        await Expect(page.Page.Locator(".campaign-head")).ToContainTextAsync($"There is no campaign {id}.");
    }

    [BrowserFact]
    public async Task ClosingEarly_IsSaidToLeaveItUndecided_BeforeAndAfter()
    {
        await using CampaignSchool school = await CampaignSchool.StartEmptyAsync();
        string id = await school.CreateAsync("""
            name: "To end early", leadScores: [WARM], goal: { eventTypes: ["payment_opened"], withinDays: 5 },
            variants: [{ name: "A", share: 50 }, { name: "B", share: 50 }]
            """);
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, $"?show=campaigns&campaign={id}", waits: false);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        ILocator question = page.Page.GetByRole(AriaRole.Dialog);
        await Expect(question).ToContainTextAsync("it is not said which message did better");
        await question.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();

        await Expect(page.Page.GetByTestId("findings"))
            .ToContainTextAsync("It was closed before its days were over, so nothing is decided");
        await Expect(page.Page.Locator(".campaign-outcome")).Not.ToContainTextAsync("too close to tell");
        await Expect(page.Page.Locator(".campaign-outcome .bar")).Not.ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Campaigns_OnSeveralPages_LeadBackAndForth()
    {
        await using CampaignSchool school = await CampaignSchool.StartEmptyAsync();
        for (int i = 1; i <= 12; i++)
        {
            await school.CreateAsync($$"""
                name: "No. {{i}}", leadScores: [HOT], goal: { eventTypes: ["payment_opened"], withinDays: 5 }
                """);
        }

        await using DashboardPage page = await browser.OpenAsync(school.Host, "?show=campaigns", waits: false);
        ILocator names = page.Page.Locator(".campaign-table .name");
        await Expect(names).ToHaveTextAsync([.. Enumerable.Range(3, 10).Reverse().Select(i => $"No. {i}")]);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Expect(names).ToHaveTextAsync(["No. 2", "No. 1"]);
        await Expect(page.Page.Locator(".campaign-converted strong")).ToHaveTextAsync(["0 %", "0 %"]);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Newer" }).ClickAsync();
        await Expect(names.First).ToHaveTextAsync("No. 12");
        Assert.Equal("?show=campaigns", page.Query);
    }

    [BrowserTheory]
    [InlineData("?show=campaigns")]
    [InlineData("?show=campaigns&campaign=1")]
    public async Task WithoutAStore_ThePageSaysWhatCreatesOne(string address)
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, address, waits: false);

        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(
            "Campaigns need a store, and this service has none. "
                + "Whoever runs the service creates it with the command database install.");
    }
}
