namespace HotChocolate.AspNetCore.Tests.Explorer;

/// <summary>A test that needs Chromium: skipped where there is none, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Where Debian's package puts it.</summary>
    public const string Chromium = "/usr/bin/chromium";

    public BrowserFactAttribute()
    {
        if (!File.Exists(Chromium) && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = $"There is no {Chromium}; install the package chromium.";
        }
    }
}
