using LeadGraph.Data;
using Microsoft.Extensions.Options;

namespace LeadGraph.Demo;

/// <summary>The file and the events of the demo data, in section <see cref="Section"/>.</summary>
public sealed class DemoOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Demo";

    /// <summary>The file that holds the demo data; by default one in the user's folder for application data.</summary>
    public string File { get; set; } = DefaultFile();

    /// <summary>
    /// Whether demo data are served without a connection string; by default only in the environment Development, so
    /// that nobody takes invented people for their own.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>Seconds from one added event to the next, 1 to 86400, or 0 for none.</summary>
    public int EventEverySeconds { get; set; } = 15;

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (EventEverySeconds is < 0 or > 86_400)
        {
            yield return $"{Section}:{nameof(EventEverySeconds)} is {EventEverySeconds}; it must be 0 to 86400.";
        }

        if (string.IsNullOrWhiteSpace(File))
        {
            yield return $"{Section}:{nameof(File)} is blank; it must be the path of a file.";
        }
    }

    /// <summary>Checks that demo data may be served where there is no connection string.</summary>
    /// <param name="environment">The environment.</param>
    /// <exception cref="OptionsValidationException">Demo data are not enabled.</exception>
    public void RequireEnabled(IHostEnvironment environment)
    {
        if (!(Enabled ?? environment.IsDevelopment()))
        {
            throw new OptionsValidationException(DatabaseConnection.Setting, typeof(DemoOptions),
                [$"{DatabaseConnection.Setting} is not set. Set it to a PostgreSQL connection string, or set "
                    + $"{Section}:{nameof(Enabled)} to true to serve demo data."]);
        }
    }

    private static string DefaultFile()
    {
        string folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(folder.Length > 0 ? folder : Path.GetTempPath(), "LeadGraph", "demo.db");
    }
}
