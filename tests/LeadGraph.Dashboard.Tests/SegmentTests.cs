using LeadGraph.Dashboard.Tests.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>Segments of the settings, in the list of leads and in campaigns.</summary>
[Collection(InTheBrowser.Name)]
public class SegmentTests(Browser browser)
{
    [BrowserFact]
    public async Task SegmentOfTheList_IsTakenIntoACampaign_WhichNamesIt()
    {
        await using CampaignSchool school = await StartAsync();
        await using DashboardPage page = await browser.OpenAsync(school.Host);

        await page.Page.GetByLabel("Segment").SelectOptionAsync("lately");
        // lead_59 and lead_590 to lead_599.
        await Expect(page.Total).ToHaveTextAsync("11 leads");
        Assert.Equal("?segment=lately", page.Query);
        IDownload csv = await page.Page.RunAndWaitForDownloadAsync(
            () => page.Page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync());
        Assert.Equal(12, (await File.ReadAllLinesAsync(await csv.PathAsync())).Length);
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();

        ILocator segment = page.Page.GetByLabel("Only in this segment of the settings");
        await Expect(segment).ToHaveValueAsync("lately");
        await Expect(segment.Locator("option"))
            .ToHaveTextAsync(["Any or none", "lately (11 leads)", "warm-ones (400 leads)"]);
        await Expect(page.Page.GetByTestId("members")).ToHaveTextAsync("11");
        await segment.SelectOptionAsync("");
        await Expect(page.Page.GetByTestId("members")).ToHaveTextAsync("600");
        await segment.SelectOptionAsync("lately");
        await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Lately");
        await page.Page.GetByRole(AriaRole.Group, new() { Name = "Goal", Exact = true })
            .GetByLabel("lesson_watched").CheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create the campaign" }).ClickAsync();

        ILocator chosen = page.Page.Locator(".campaign-facts > div").Filter(new() { HasText = "Chosen" });
        await Expect(chosen).ToContainTextAsync("in the segment lately");
        await Expect(chosen).ToContainTextAsync("lead_59");
        await Expect(chosen).Not.ToContainTextAsync("All tiers");
    }

    [BrowserFact]
    public async Task SegmentThatIsNotThere_IsTold_AndCanBeLeft()
    {
        await using CampaignSchool school = await StartAsync();
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, "?show=new-campaign&segment=gone", waits: false);
        ILocator segment = page.Page.GetByLabel("Only in this segment of the settings");

        await Expect(page.Page.GetByText("There is no such segment in the settings of the service any more."))
            .ToBeVisibleAsync();
        await Expect(segment).ToHaveValueAsync("gone");
        await Expect(segment).ToHaveAttributeAsync("aria-invalid", "true");
        await segment.SelectOptionAsync("warm-ones");

        await Expect(page.Page.GetByTestId("members")).ToHaveTextAsync("400");
        await Expect(segment).ToHaveAttributeAsync("aria-invalid", "false");
    }

    [BrowserFact]
    public async Task WithoutSegments_NothingOffersThem()
    {
        CampaignSchool school = await browser.WithCampaignsAsync();
        await using DashboardPage page = await browser.OpenAsync(school.Host);
        await Expect(page.Page.Locator(".leads-filters").GetByText("Segment")).ToHaveCountAsync(0);
        await page.Page.GotoAsync("/?show=new-campaign");

        await Expect(page.Page.GetByTestId("members")).Not.ToBeEmptyAsync();
        await Expect(page.Page.Locator(".new-campaign-form").GetByText("segment")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task CampaignByAFilter_ShowsIt()
    {
        await using CampaignSchool school = await StartAsync();
        string id = await school.CreateAsync("""
            name: "Ends", segment: "warm-ones", where: { totalEvents: { gt: 1 } },
            goal: { eventTypes: ["payment_opened"], withinDays: 5 }
            """);
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, $"?show=campaigns&campaign={id}", waits: false);
        ILocator chosen = page.Page.Locator(".campaign-facts > div").Filter(new() { HasText = "Chosen" });

        await Expect(chosen.Locator("code")).ToContainTextAsync("totalEvents");
        await Expect(chosen).ToContainTextAsync("in the segment warm-ones");
        await Expect(chosen.Locator(".badge")).ToContainTextAsync("Warm");
    }

    [BrowserFact]
    public async Task OfManyCampaigns_TheFormSaysThatItOffersTheNewest()
    {
        await using CampaignSchool school = await CampaignSchool.StartEmptyAsync();
        for (int i = 1; i <= 21; i++)
        {
            await school.CreateAsync($$"""
                name: "No. {{i}}", leadScores: [HOT], goal: { eventTypes: ["payment_opened"], withinDays: 5 }
                """);
        }

        await using DashboardPage page = await browser.OpenAsync(school.Host, "?show=new-campaign", waits: false);
        ILocator others = page.Page.GetByRole(AriaRole.Group, new() { Name = "Members of these campaigns" });

        await Expect(others.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(20);
        await Expect(others).ToContainTextAsync("These are the newest 20 of 21 campaigns.");
    }

    private static Task<CampaignSchool> StartAsync()
        => CampaignSchool.StartEmptyAsync(
            ("LeadGraph:Segments:lately:Search", "lead_59"), ("LeadGraph:Segments:warm-ones:LeadScores:0", "WARM"));
}
