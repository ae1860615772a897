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

        await page.GotoAsync(new Uri(host.Client.BaseAddress!, "/graphql").ToString());
        await page.GetByText("Create Document").ClickAsync();
        await page.GetByText("Schema available").WaitForAsync();
        await OperationsAsync(page);
        await page.GetByText("Run ▷").First.ClickAsync();

        await page.GetByText("\"totalCount\": 18").WaitForAsync();
        if (Environment.GetEnvironmentVariable("LEADGRAPH_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "explorer.png") });
        }
    }

    /// <summary>Waits until the operations of the document can be run.</summary>
    private static async Task OperationsAsync(IPage page)
    {
        ILocator run = page.GetByText("Run ▷").First;
        ILocator editor = page.Locator(".monaco-editor textarea").First;
        for (float patience = 5_000; ; patience *= 2)
        {
            try
            {
                await run.WaitForAsync(new() { Timeout = patience });
                return;
            }
            catch (TimeoutException) when (patience < Eventually.Limit.TotalMilliseconds)
            {
                // The editor asks its worker what can be run, and the answer is nothing while the worker has no schema:
                // loading it fails after five seconds. The editor asks again when somebody clicks into it. Leaving it
                // cancels a question that is due, so each attempt has more time.
                await editor.BlurAsync();
                await editor.FocusAsync();
            }
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
