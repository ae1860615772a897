using System.Text.Json;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;

namespace LeadGraph.Dashboard.Tests.Browsing;

/// <summary>An open dashboard. What goes wrong in it, a violated content security policy too, fails the test.</summary>
public sealed class DashboardPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _problems = [];
    private readonly List<IRequest> _finished = [];
    private readonly List<string> _expected = [];
    private bool _hasTrouble;

    public DashboardPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _problems.Add(message.Text);
            }
        };
        page.RequestFinished += (_, request) => _finished.Add(request);
        page.PageError += (_, error) => _problems.Add(error);
        page.Dialog += async (_, dialog) =>
        {
            _problems.Add($"A dialog opened: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>What the page has loaded, whatever it is.</summary>
    public IReadOnlyList<IRequest> Finished => [.. _finished];

    /// <summary>The query string of the address.</summary>
    public string Query => new Uri(Page.Url).Query;

    /// <summary>The hot leads.</summary>
    public ILocator HotLeads => Page.Locator(".hot-lead[data-user]");

    /// <summary>The rows of the table.</summary>
    public ILocator Rows => Page.Locator(".lead-table tr[data-user]");

    /// <summary>How many leads there are, in words.</summary>
    public ILocator Total => Page.GetByTestId("total");

    /// <summary>The dialog that shows one lead.</summary>
    public ILocator Panel => Page.GetByRole(AriaRole.Dialog);

    /// <summary>The state of the connection, in words.</summary>
    public ILocator Status => Page.Locator(".live-status");

    /// <summary>The user ids in the table, from top to bottom.</summary>
    public async Task<string[]> UserIdsAsync()
        => await Rows.EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.user)");

    /// <summary>Waits until nothing is on its way.</summary>
    public async Task SettleAsync()
    {
        await Assertions.Expect(Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        await Assertions.Expect(Total).Not.ToBeEmptyAsync();
        await Assertions.Expect(Status).ToContainClassAsync("connected");
    }

    /// <summary>
    /// What keeps people out of what is shown now, by axe, in a narrow and a wide window, light and dark.
    /// </summary>
    /// <param name="address">What is shown, to be named with what is found.</param>
    public async Task<IReadOnlyList<string>> FindBarriersAsync(string address)
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src/LeadGraph.Dashboard/node_modules/axe-core/axe.min.js")));
        var found = new List<string>();
        foreach (int width in (int[])[390, 1440])
        {
            await Page.SetViewportSizeAsync(width, 900);
            foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                JsonElement? violations = await Page.EvaluateAsync("axe.run().then(result => result.violations)");
                found.AddRange(violations!.Value.EnumerateArray().Select(violation =>
                    $"{address} {width} {scheme}: {violation.GetProperty("id")} "
                        + violation.GetProperty("nodes")[0].GetProperty("html")));
            }
        }

        return found;
    }

    /// <summary>Says that the test has requests fail, so that it is no problem when the browser reports them.</summary>
    public void ExpectFailedRequests() => _hasTrouble = true;

    /// <summary>Says that the test has something else fail, and what the browser reports of it.</summary>
    /// <param name="text">A part of each report.</param>
    public void ExpectProblem(string text) => _expected.Add(text);

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.DoesNotContain(_problems, problem => !(_hasTrouble && TellsOfFailedRequest(problem))
            && !_expected.Any(text => problem.Contains(text, StringComparison.Ordinal)));
    }

    // By whether it got as far as an answer.
    private static bool TellsOfFailedRequest(string problem)
        => problem.StartsWith("Failed to load resource", StringComparison.Ordinal)
            || problem.Contains("net::ERR_", StringComparison.Ordinal);
}
