using LeadGraph.Tests.Hosting;

namespace LeadGraph.Dashboard.Tests.Browsing;

/// <summary>A fact on the dashboard as it was built. In CI it must have been.</summary>
public class DashboardFactAttribute : FactAttribute
{
    public DashboardFactAttribute() => Skip = WhyNone;

    /// <summary>Why tests on the dashboard cannot run here, or null.</summary>
    public static string? WhyNone => DashboardFile.ReadAll().Count > 0 || PostgreSqlServer.RunsInCi ? null
        : "The dashboard was left out of the build: install Node.js and npm.";
}

/// <summary>A fact in a real browser, over the reference data. In CI both must be at hand.</summary>
public sealed class BrowserFactAttribute : DashboardFactAttribute
{
    public BrowserFactAttribute() => Skip ??= WhyNoBrowser;

    /// <summary>Why tests in a browser cannot run here, or null.</summary>
    public static string? WhyNoBrowser => WhyNone ?? ReferenceData.WhyNone
        ?? (File.Exists(Browser.Executable) || PostgreSqlServer.RunsInCi ? null
            : $"There is no {Browser.Executable}: install the package chromium.");
}

/// <summary>A theory in a real browser, over the reference data. In CI both must be at hand.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = BrowserFactAttribute.WhyNoBrowser;
}
