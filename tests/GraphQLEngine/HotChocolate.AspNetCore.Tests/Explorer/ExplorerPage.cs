using Microsoft.Playwright;

namespace HotChocolate.AspNetCore.Tests.Explorer;

/// <summary>The explorer in a browser. The tests of the service use this file too.</summary>
internal static class ExplorerPage
{
    /// <summary>Opens the explorer with its document, and waits until the operations of the document can be run.</summary>
    /// <param name="page">The page of the browser.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="limit">After how long the wait fails.</param>
    public static async Task OpenDocumentAsync(IPage page, Uri server, TimeSpan limit)
    {
        await page.GotoAsync(new Uri(server, "/graphql").ToString());
        await page.GetByText("Create Document").ClickAsync();
        await page.GetByText("Schema available").WaitForAsync();
        ILocator run = page.GetByText("Run ▷").First;
        ILocator editor = page.Locator(".monaco-editor textarea").First;
        for (float timeout = 5_000; ; timeout *= 2)
        {
            try
            {
                await run.WaitForAsync(new() { Timeout = timeout });
                return;
            }
            catch (TimeoutException) when (timeout < limit.TotalMilliseconds)
            {
                // The editor asks its worker what can be run, and the answer is nothing while the worker has no schema:
                // loading it fails after five seconds. The editor asks again when somebody clicks into it. Leaving it
                // cancels a question that is due, so each attempt has more time.
                await editor.BlurAsync();
                await editor.FocusAsync();
            }
        }
    }
}
