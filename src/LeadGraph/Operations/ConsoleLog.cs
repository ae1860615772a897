using LeadGraph.Configuration;

namespace LeadGraph.Operations;

/// <summary>The forms of the log on the console.</summary>
public enum LogFormat
{
    /// <summary>
    /// Text for people: a line with time, level, category and event number, and the message below it.
    /// </summary>
    Plain,

    /// <summary>One JSON object per line, for programs.</summary>
    Json
}

/// <summary>Settings of the log on the console, in section <see cref="Section"/>.</summary>
public sealed class LoggingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Logging";

    /// <summary>The form of the log. The default is text for people.</summary>
    public LogFormat Format { get; set; }

    /// <summary>
    /// Whether each request is logged when its response is complete, without personal data. The default is false.
    /// </summary>
    public bool Requests { get; set; }

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Enum.IsDefined(Format))
        {
            yield return $"{Section}:{nameof(Format)} is {Format}; it must be {string.Join(" or ",
                Enum.GetNames<LogFormat>())}.";
        }
    }
}

/// <summary>
/// Adds the time to every log entry, as UTC with milliseconds (ISO 8601), in the configured form. The settings of
/// ASP.NET Core's console logger come first where they are set.
/// </summary>
public static class ConsoleLog
{
    private const string Console = "Logging:Console";
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Sets the form of the log.</summary>
    /// <param name="builder">The application.</param>
    public static void AddConsoleLog(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<LoggingOptions>(LoggingOptions.Section, options => options.Problems());
        IConfiguration configuration = builder.Configuration;
        bool isJson = configuration.ReadSettings<LoggingOptions>(LoggingOptions.Section).Format == LogFormat.Json;
        configuration[$"{Console}:FormatterName"] ??= isJson ? "json" : "simple";
        configuration[$"{Console}:FormatterOptions:UseUtcTimestamp"] ??= "true";
        // The plain form puts nothing between the time and the level.
        configuration[$"{Console}:FormatterOptions:TimestampFormat"] ??= isJson ? Timestamp : $"{Timestamp} ";
    }
}
