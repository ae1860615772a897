using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>Invented people are not taken for leads: the page says that they are invented.</summary>
[Collection(InTheBrowser.Name)]
public class DemoBannerTests(Browser browser)
{
    [BrowserTheory]
    [InlineData("en-GB", "Demo data. These people and events are invented. To see your own leads, set "
        + "ConnectionStrings__LeadGraph to your database.")]
    [InlineData("ru-RU", "Демоданные. Эти люди и события выдуманы. Чтобы увидеть своих лидов, укажите свою базу данных в "
        + "настройке ConnectionStrings__LeadGraph.")]
    public async Task Page_OverDemoData_SaysThatThePeopleAreInvented(string locale, string text)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            "", ("LeadGraph:Demo:File", ReferenceData.NewSqliteFile()), ("LeadGraph:Demo:EventEverySeconds", "0"));
        await using DashboardPage page = await browser.OpenAsync(host, locale: locale);
        ILocator banner = page.Page.GetByRole(AriaRole.Note);

        await Expect(banner).ToBeVisibleAsync();
        await Expect(banner).ToHaveTextAsync(text);
        // It stays in every view, and after the page is loaded again.
        await page.Page.GotoAsync("/?show=rules");
        await Expect(banner).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Expect(banner).ToBeVisibleAsync();
        Assert.Empty(await page.FindBarriersAsync("demo"));
    }

    [BrowserFact]
    public async Task Page_OverADatabase_HasNoBanner()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);
        await using DashboardPage page = await browser.OpenAsync(host);

        await Expect(page.Rows).Not.ToHaveCountAsync(0);
        await Expect(page.Page.Locator(".demo-banner")).ToHaveCountAsync(0);
    }
}
