using Microsoft.Playwright;

namespace HotChocolate.AspNetCore.Tests.Explorer;

public class ExplorerInBrowserTests
{
    private const string Document = """
        query Greeting {
          hello
        }

        subscription Counting {
          count
        }
        """;

    /// <summary>What the explorer throws when its worker has not loaded the schema within five seconds.</summary>
    private const string LateWorker = "Error fetching graphql language service worker";

    [BrowserFact]
    public async Task Explorer_RunsTheQueryAndTheSubscriptionOfItsDocument()
    {
        var options = new GraphQLServerOptions { Tool = { Document = Document } };
        await using GraphQLServer server = await GraphQLServer.StartAsync(options);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = BrowserFactAttribute.Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        });
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        page.SetDefaultTimeout((float)Eventually.Limit.TotalMilliseconds);
        var complaints = new List<string>();
        var hosts = new HashSet<string>();
        page.PageError += (_, error) =>
        {
            // A slow machine is no fault of the page. Where the worker cannot run at all, no operation can be run.
            if (!error.Contains(LateWorker, StringComparison.Ordinal))
            {
                complaints.Add(error);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);

        await ExplorerPage.OpenDocumentAsync(page, server.Address, Eventually.Limit);
        await page.GetByText("Run ▷").First.ClickAsync();
        await page.GetByText("\"wörld\"").WaitForAsync();
        await page.GetByText("Run ▷").Last.ClickAsync();
        await page.GetByText("\"count\": 3").WaitForAsync();

        Assert.Empty(complaints);
        Assert.Equal([server.Address.Authority], hosts);
        if (Environment.GetEnvironmentVariable("LEADGRAPH_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(folder, "explorer.png") });
        }
    }
}
