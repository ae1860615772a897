using LeadGraph.Data;
using Microsoft.Extensions.Options;

namespace LeadGraph.Demo;

/// <summary>Has the demo data ready for commands that read leads without a running service.</summary>
public static class DemoForCommands
{
    /// <summary>
    /// Creates the demo data if they are what is read, and there are none. A running service keeps those that there
    /// are up to date.
    /// </summary>
    /// <param name="services">The services of the command.</param>
    /// <exception cref="OptionsValidationException">Demo data are not enabled.</exception>
    public static void EnsureDemoData(this IServiceProvider services)
    {
        if (!services.GetRequiredService<DatabaseConnection>().IsDemo)
        {
            return;
        }

        DemoOptions options = services.GetRequiredService<IOptions<DemoOptions>>().Value;
        options.RequireEnabled(services.GetRequiredService<IHostEnvironment>());
        if (!File.Exists(options.File))
        {
            new DemoFile(options.File).Prepare(
                services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime, DemoFile.AgeAtStart);
        }
    }
}
