using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>Ids beyond 2^53, which JavaScript's numbers cannot tell apart.</summary>
[Collection(InTheBrowser.Name)]
public class LongIdTests(Browser browser)
{
    private const string Id = "9007199254740993";

    [BrowserFact]
    public async Task Leads_WithIdsBeyondNumbers_AreToldApart()
    {
        string file = NewFile();
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");
        await using DashboardPage page = await browser.OpenAsync(host, "?sort=userId.asc");
        ILocator name = page.Panel.GetByRole(AriaRole.Heading, new() { Level = 2 });

        Assert.Equal(["9007199254740992", Id, "9223372036854775807"], await page.UserIdsAsync());
        await page.Rows.Nth(1).ClickAsync();
        await Expect(name).ToHaveTextAsync("Odd");
        await Expect(page.Panel.Locator("dl")).ToContainTextAsync(Id);
        await Expect(page.Panel.Locator(".event-details")).ToHaveTextAsync("chat 9007199254740995");
        Assert.Contains($"lead={Id}", page.Query);

        await using DashboardPage largest = await browser.OpenAsync(host, "?lead=9223372036854775807");
        await Expect(largest.Panel.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Largest");
    }

    [BrowserFact]
    public async Task Notice_OfALeadBeyondNumbers_OpensThatLead()
    {
        string file = NewFile();
        await using ServiceHost host = await ServiceHost.StartAsync(
            $"Data Source={file}", ("LeadGraph:Live:Interval", "00:00:00.2"));
        await using DashboardPage page = await browser.OpenAsync(host);
        await LiveTests.UntilTheMonitorHasLookedAsync(host);

        ReferenceData.ExecuteSqlite(file, string.Concat(Enumerable.Range(10, 5).Select(id => $"""
            INSERT INTO events (id, user_id, event_type, created_at) VALUES ({id}, {Id}, 'x', '2025-09-10 10:00:00');
            """)));

        await page.Page.Locator(".notice a").Filter(new() { HasText = "Odd" }).ClickAsync();
        await Expect(page.Panel.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Odd");
        Assert.Contains($"lead={Id}", page.Query);
    }

    private static string NewFile()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables + $$"""
            INSERT INTO free_lesson_registrations (user_id, first_name) VALUES
                (9007199254740992, 'Even'), ({{Id}}, 'Odd'), (9223372036854775807, 'Largest');
            INSERT INTO events (id, user_id, event_type, created_at, details) VALUES
                (9007199254740993, {{Id}}, 'x', '2025-09-10 09:00:00', '{"chat": 9007199254740995}');
            """);
        return file;
    }
}
