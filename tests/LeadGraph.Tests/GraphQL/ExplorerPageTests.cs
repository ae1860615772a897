using HotChocolate.AspNetCore.Tests.Explorer;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;

namespace LeadGraph.Tests.GraphQL;

/// <summary>The explorer's page in a browser, with the texts that this repository's engine serves.</summary>
public class ExplorerPageTests
{
    private const string Chromium = "/usr/bin/chromium";

    [BrowserTheory]
    [OnSqlite]
    public async Task Explorer_RunningTheInitialDocument_ShowsLeads(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:GraphQL:Introspection", "true"));
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        });
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        page.SetDefaultTimeout((float)Eventually.Limit.TotalMilliseconds);

        await ExplorerPage.OpenDocumentAsync(page, host.Client.BaseAddress!, Eventually.Limit);
        await page.GetByText("Run ▷").First.ClickAsync();

        await page.GetByText("\"totalCount\": 18").WaitForAsync();
        if (Environment.GetEnvironmentVariable("LEADGRAPH_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "explorer.png") });
        }
    }

    /// <summary>A theory over the reference data that needs Chromium. In CI both are required.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class BrowserTheoryAttribute : TheoryAttribute
    {
        public BrowserTheoryAttribute() => Skip = ReferenceData.WhyNone
            ?? (File.Exists(Chromium) || PostgreSqlServer.RunsInCi ? null
                : $"There is no {Chromium}; install the package chromium.");
    }
}
