using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>A campaign made from the filtered list.</summary>
[Collection(InTheBrowser.Name)]
public class NewCampaignTests(Browser browser)
{
    [BrowserFact]
    public async Task Campaign_ForTheWarmLeadsOfTheList_IsCreatedAndGivesItsLists()
    {
        await using CampaignSchool school = await CampaignSchool.StartEmptyAsync();
        await using DashboardPage page = await browser.OpenAsync(school.Host, "?tier=warm");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();
        await Expect(page.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Warm leads, series, 10 Sept");
        await Expect(Members(page)).ToHaveTextAsync("400");
        await Expect(page.Page.Locator(".summary-parts li"))
            .ToHaveTextAsync(["about 180 get A", "about 180 get B", "about 40 get no message"]);
        ILocator share = page.Page.GetByLabel("Share in %");
        await share.First.FillAsync("70");
        await Expect(share.Last).ToHaveValueAsync("30");
        ILocator goal = Part(page, "Goal");
        await goal.GetByLabel("Another type of event").FillAsync("payment_opened");
        await goal.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(goal.GetByLabel("payment_opened")).ToBeCheckedAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create the campaign" }).ClickAsync();

        await Expect(page.Page.Locator(".campaign-head .campaign-status")).ToHaveTextAsync("Running");
        Assert.Equal("?show=campaigns&campaign=1", page.Query);
        await Expect(page.Page.Locator(".campaign-facts")).ToContainTextAsync("payment_opened within 8 days");
        long[] a = await school.IdsAsync("1", "A"), b = await school.IdsAsync("1", "B");
        Assert.InRange(a.Length, b.Length + 50, 400);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Copy user ids of B" }).ClickAsync();
        await Expect(page.Page.Locator(".campaign-lists .campaign-told")).ToHaveTextAsync($"Copied {b.Length} user ids.");
        Assert.Equal(
            b, (await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Split('\n').Select(long.Parse));
        await page.Page.GoBackAsync();
        await Expect(page.Total).ToHaveTextAsync("400 leads");
    }

    [BrowserFact]
    public async Task Exclusions_AsOneTypes_SayHowManyTheyLeaveOut()
    {
        CampaignSchool school = await browser.WithCampaignsAsync();
        int lately = await LeftOutAsync(school, "contacted", "notContactedDays: 7");
        int longer = await LeftOutAsync(school, "contacted", "notContactedDays: 30");
        int paid = await LeftOutAsync(school, "optedOut", "optOutEventTypes: [\"payment_opened\"]");
        int members = await LeftOutAsync(school, "excluded", "exclude: [\"2\"]");
        Assert.True(longer > lately && lately > 0 && paid > 0 && members > 0);
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, "?show=new-campaign&tier=warm", waits: false);
        ILocator days = page.Page.GetByLabel("Written to within so many days");

        await Expect(page.Page.GetByTestId("contacted")).ToHaveTextAsync($"Leaves out {lately} leads.");
        await days.FillAsync("30");
        await Expect(page.Page.GetByTestId("contacted")).ToHaveTextAsync($"Leaves out {longer} leads.");
        await days.FillAsync("0");
        await Expect(page.Page.GetByText("A whole number from 1 to 365, or nothing.")).ToBeVisibleAsync();
        await Expect(days).ToHaveAttributeAsync("aria-invalid", "true");
        await days.FillAsync("");
        await page.Page.GetByRole(AriaRole.Group, new() { Name = "Members of these campaigns" })
            .GetByLabel("Warm leads, series").CheckAsync();
        await Expect(page.Page.GetByTestId("excluded")).ToHaveTextAsync($"Leaves out {members} leads.");
        await page.Page.GetByRole(AriaRole.Group, new() { Name = "Had one of these events, such as a block of the bot" })
            .GetByLabel("payment_opened").CheckAsync();
        await Expect(page.Page.GetByTestId("opted-out")).ToHaveTextAsync($"Leaves out {paid} leads.");
    }

    [BrowserFact]
    public async Task WhatTheServiceDoesNotAccept_IsToldAtItsField_InTheLanguageOfThePage()
    {
        await using CampaignSchool school = await CampaignSchool.StartEmptyAsync();
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, "?show=new-campaign&tier=hot", waits: false);
        ILocator create = page.Page.GetByRole(AriaRole.Button, new() { Name = "Create the campaign" });
        ILocator name = page.Page.GetByLabel("Name", new() { Exact = true });
        await Expect(Members(page)).ToHaveTextAsync("200");
        await name.FillAsync(" ");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add a message" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).Last.FillAsync("A");
        await page.Page.GetByLabel("Get no message, to compare with, in %").FillAsync("60");

        await create.ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(
            "The campaign was not created. Look at what is marked in red.");
        await Expect(name).ToBeFocusedAsync();
        await Expect(page.Page.Locator(".form-hint.problem:not(:empty)")).ToHaveTextAsync(
        [
            "A name has 1 to 200 characters.",
            "Each message has a name of its own, of 1 to 200 characters.",
            "A whole number from 0 to 50.",
            "A goal has 1 to 20 types of events."
        ]);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Русский" }).ClickAsync();
        await Expect(page.Page.Locator(".form-hint.problem:not(:empty)").First).ToHaveTextAsync(
            "В названии от 1 до 200 знаков.");
        await page.Page.GetByLabel("Название", new() { Exact = true }).FillAsync("x");
        await Expect(page.Page.Locator(".form-hint.problem:not(:empty)")).ToHaveCountAsync(3);
        Assert.Equal(0, (await school.Host.DataAsync("{ campaigns { totalCount } }"))
            .GetProperty("campaigns").GetProperty("totalCount").GetInt32());
    }

    [BrowserFact]
    public async Task Template_FillsTheForm_AndKeepsTheSearch()
    {
        CampaignSchool school = await browser.WithCampaignsAsync();
        await using DashboardPage page = await browser.OpenAsync(
            school.Host, "?show=new-campaign&search=lead_59", waits: false);
        await Expect(Members(page)).Not.ToBeEmptyAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Hot: direct message now" }).ClickAsync();

        await Expect(page.Page.GetByLabel("Only with this text in name, username or email")).ToHaveValueAsync("lead_59");
        await Expect(page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true })).ToHaveCountAsync(1);
        await Expect(page.Page.GetByLabel("Within how many days", new() { Exact = true })).ToHaveValueAsync("2");
        // lead_59 and lead_590 to lead_599.
        await Expect(Members(page)).ToHaveTextAsync("11");
    }

    [BrowserFact]
    public async Task OtherFiltersOfTheList_ApplyUnlessTheyAreNotWanted()
    {
        await using CampaignSchool school = await CampaignSchool.StartEmptyAsync();
        await using DashboardPage page = await browser.OpenAsync(school.Host, "?falls=3d");
        string total = await page.Total.InnerTextAsync();
        Assert.NotEqual("600 leads", total);

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();
        ILocator filter = page.Page.GetByLabel("only those who cool within 3 days");

        await Expect(filter).ToBeCheckedAsync();
        await Expect(Members(page)).ToHaveTextAsync(total.Replace(" leads", "", StringComparison.Ordinal));
        await filter.UncheckAsync();
        await Expect(Members(page)).ToHaveTextAsync("600");
    }

    [BrowserFact]
    public async Task KeyWithoutTheRight_IsToldWhichOneItTakes()
    {
        string database = $"Data Source={AuthenticatedHost.NewDatabase()}";
        await ChangingDatabase.InstallAsync(database);
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", database), ("LeadGraph:Store", "Auto"));
        await using DashboardPage page = await browser.OpenAsync(host, "?show=new-campaign", waits: false);
        page.ExpectFailedRequests();
        await page.Page.GetByLabel("Key").FillAsync(AuthenticatedHost.FullKey);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(Members(page)).ToHaveTextAsync("3");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create the campaign" }).ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(
            "The campaign was not created. Your key does not allow that. "
                + "Ask for a key with the right campaigns, and sign in with it.");
    }

    [BrowserTheory]
    [InlineData("en-GB")]
    [InlineData("ru-RU")]
    public async Task Pages_ForThoseWhoSeeOrMoveOtherwise_HaveNoBarrier(string locale)
    {
        CampaignSchool school = await browser.WithCampaignsAsync();
        await using DashboardPage page = await browser.OpenAsync(school.Host, locale: locale);
        var found = new List<string>();

        foreach (string address in (string[])
            ["?show=campaigns", "?show=campaigns&campaign=1", "?show=campaigns&campaign=2", "?show=new-campaign&tier=warm"])
        {
            await page.Page.GotoAsync($"/{address}");
            await Expect(page.Page.Locator(".campaign-table strong, .bar, [data-testid=members]").First).ToBeVisibleAsync();
            await Expect(page.Page.Locator("[aria-busy=true], .skeleton")).ToHaveCountAsync(0);
            if (address.Contains("new", StringComparison.Ordinal))
            {
                // With what is wrong.
                await page.Page.Locator(".new-campaign button[type=submit]").ClickAsync();
                await Expect(page.Page.Locator(".form-hint.problem:not(:empty)").First).ToBeVisibleAsync();
            }
            else if (address.EndsWith('2'))
            {
                // With the question whether to delete it.
                await page.Page.Locator(".campaign-actions > button").Last.ClickAsync();
                await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            }

            found.AddRange(await page.FindBarriersAsync(address));
            foreach (int width in (int[])[375, 800, 1280])
            {
                await page.Page.SetViewportSizeAsync(width, 900);
                int tooWide = await page.Page.EvaluateAsync<int>(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth");
                if (tooWide > 0)
                {
                    found.Add($"{address} {width}: {tooWide} pixels too wide");
                }
            }
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static ILocator Members(DashboardPage page) => page.Page.GetByTestId("members");

    private static ILocator Part(DashboardPage page, string name)
        => page.Page.GetByRole(AriaRole.Group, new() { Name = name, Exact = true });

    private static async Task<int> LeftOutAsync(CampaignSchool school, string reason, string exclusion)
        => (await school.Host.DataAsync($$"""
            { previewCampaign(input: {
                name: "x", leadScores: [WARM], goal: { eventTypes: ["x"], withinDays: 1 }, {{exclusion}}
              }) { {{reason}} } }
            """)).GetProperty("previewCampaign").GetProperty(reason).GetInt32();
}
