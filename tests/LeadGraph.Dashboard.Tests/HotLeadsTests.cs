using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

[Collection(InTheBrowser.Name)]
public class HotLeadsTests(Browser browser)
{
    [BrowserFact]
    public async Task HotLeads_OverTheReferenceData_AreTheFiveHottest()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host);

        (string Name, string Activity, string? Link)[] expected =
        [
            ("Edge50x5", "50 events on 5 days · 13 hours ago", "https://t.me/edge_50_5"),
            ("Ivan", "28 events on 5 days · 14 hours ago", "https://t.me/user037"),
            ("John", "28 events on 5 days · 14 hours ago", "https://t.me/user052"),
            ("Omar", "28 events on 6 days · 14 hours ago", "https://t.me/user131"),
            ("Eight", "24 events on 8 days · 1 minute ago", "https://t.me/eight_days")
        ];
        await Expect(page.HotLeads).ToHaveCountAsync(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            ILocator lead = page.HotLeads.Nth(i);
            await Expect(lead.Locator(".rank")).ToHaveTextAsync($"{i + 1}");
            await Expect(lead.Locator(".name")).ToHaveTextAsync(expected[i].Name);
            await Expect(lead.Locator(".hot-who .muted")).ToHaveTextAsync(expected[i].Activity);
            ILocator link = lead.GetByRole(AriaRole.Link, new() { Name = $"Telegram: {expected[i].Name}" });
            await Expect(link).ToHaveAttributeAsync("href", expected[i].Link!);
            await Expect(link).ToHaveAttributeAsync("target", "_blank");
            await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer");
        }

        await Expect(page.HotLeads.Nth(4).Locator("time"))
            .ToHaveAttributeAsync("title", "Wed, 10 Sept 2025, 14:59:00 UTC");
        // Eight days in a window of seven are explained where they are shown, in the list too.
        string note = "7\u00a0×\u00a024\u00a0hours touch 8\u00a0days of the calendar.";
        await Expect(page.Page.Locator(".hot .days-note")).ToHaveTextAsync(note);
        await Expect(page.Page.Locator(".leads .days-note")).ToHaveTextAsync(note);
    }

    [BrowserFact]
    public async Task HotLeads_WithoutATelegramName_HaveNoTelegramLink()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, $"""
            {ReferenceData.SqliteTables}
            INSERT INTO free_lesson_registrations VALUES
                (1, 'N/A', NULL, NULL, NULL), (2, '@good_name', '  ', 'x@example.com', NULL),
                (3, NULL, NULL, NULL, NULL);
            INSERT INTO events VALUES
                (1, 2, 'start', '2025-09-10 14:00:00', NULL), (2, 1, 'start', '2025-09-10 13:00:00', NULL);
            """);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        await using DashboardPage page = await browser.OpenAsync(host);

        await Expect(page.HotLeads).ToHaveTextAsync(
        [
            "1N/A❄️ 1 event on 1 day · 2 hours agoNo way to reach",
            "2@good_name❄️ 1 event on 1 day · 1 hour agoTelegramEmail",
            "33❄️ 0 events on 0 daysNo way to reach"
        ]);
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Telegram: @good_name" }))
            .ToHaveAttributeAsync("href", "https://t.me/good_name");
    }
}
