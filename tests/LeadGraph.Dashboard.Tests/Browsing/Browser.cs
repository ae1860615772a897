using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;

namespace LeadGraph.Dashboard.Tests.Browsing;

/// <summary>The browser that all tests share, each with a context of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Where Debian's package puts it.</summary>
    public const string Executable = "/usr/bin/chromium";

    private static readonly float LimitMilliseconds = (float)Eventually.Limit.TotalMilliseconds;

    private readonly Lazy<Task<ServiceHost>> _overReference =
        new(() => ServiceHost.StartOverReferenceAsync(DatabaseProvider.Sqlite));

    private readonly Lazy<Task<RecordedSchool>> _recorded = new(() => RecordedSchool.StartAsync());

    private readonly Lazy<Task<CampaignSchool>> _campaigns = new(CampaignSchool.StartAsync);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        // Busy machines are slow, and waiting costs nothing where all goes well.
        Assertions.SetDefaultExpectTimeout(LimitMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            // It runs as root in containers, and shall ask nothing of the network but the pages under test.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        });
    }

    /// <summary>The service over the reference data, for all tests that neither change nor stop it.</summary>
    public Task<ServiceHost> OverReferenceAsync() => _overReference.Value;

    /// <summary>The same with a store and recorded changes.</summary>
    public async Task<ServiceHost> WithChangesAsync() => (await _recorded.Value).Host;

    /// <summary>A service with a finished campaign and a running one.</summary>
    public Task<CampaignSchool> WithCampaignsAsync() => _campaigns.Value;

    /// <summary>Opens the dashboard of a service.</summary>
    /// <param name="host">The service.</param>
    /// <param name="address">What follows the root in the address.</param>
    /// <param name="width">The width of the window in CSS pixels.</param>
    /// <param name="scheme">Whether the page is light or dark.</param>
    /// <param name="waits">Whether to wait until the page shows what it has to show.</param>
    /// <param name="root">Where the browser finds the service, unless it is where it listens.</param>
    /// <param name="locale">The language of the browser.</param>
    /// <param name="timeZone">The time zone of the browser.</param>
    /// <param name="prepare">What to do with the page before it loads.</param>
    public async Task<DashboardPage> OpenAsync(
        ServiceHost host, string address = "", int width = 1280, ColorScheme scheme = ColorScheme.Light,
        bool waits = true, Uri? root = null, string locale = "en-GB", string timeZone = "UTC",
        Func<IPage, Task>? prepare = null)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (root ?? host.Client.BaseAddress!).ToString(),
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            Locale = locale,
            TimezoneId = timeZone,
            Permissions = ["clipboard-read", "clipboard-write"]
        });
        context.SetDefaultTimeout(LimitMilliseconds);
        var page = new DashboardPage(context, await context.NewPageAsync());
        await page.Page.Clock.SetFixedTimeAsync(host.Clock.Now.UtcDateTime);
        if (prepare is not null)
        {
            await prepare(page.Page);
        }

        await page.Page.GotoAsync($"/{address}");
        if (waits)
        {
            await page.SettleAsync();
        }

        return page;
    }

    public async Task DisposeAsync()
    {
        await _browser!.DisposeAsync();
        _playwright!.Dispose();
        if (_overReference.IsValueCreated)
        {
            await (await _overReference.Value).DisposeAsync();
        }

        if (_recorded.IsValueCreated)
        {
            await (await _recorded.Value).DisposeAsync();
        }

        if (_campaigns.IsValueCreated)
        {
            await (await _campaigns.Value).DisposeAsync();
        }
    }
}

/// <summary>Tests in the browser, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class InTheBrowser : ICollectionFixture<Browser>
{
    public const string Name = "in the browser";
}
