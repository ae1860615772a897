using Microsoft.Extensions.Options;

namespace LeadGraph.Configuration;

/// <summary>Binds sections of the configuration to options, and checks them before the service starts.</summary>
public static class SettingsSetup
{
    /// <summary>Adds the options of a section. The start fails when a setting is unknown or has a bad value.</summary>
    /// <param name="services">Where the options are added.</param>
    /// <param name="section">The section's path.</param>
    /// <param name="problems">What is wrong with the options, one message for each setting.</param>
    public static void AddSettings<T>(
        this IServiceCollection services, string section, Func<T, IEnumerable<string>> problems)
        where T : class
    {
        services.AddSingleton(new SettingsSection(section, typeof(T)));
        services.AddOptions<T>().ValidateOnStart()
            .Configure<IConfiguration, IEnumerable<SettingsSection>>((options, configuration, sections) => Read(
                configuration, section, options, [.. sections.Select(other => other.Path)]));
        services.AddSingleton<IValidateOptions<T>>(new Validation<T>(problems));
    }

    /// <summary>Reads the options of a section before the services are built.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="section">The section's path.</param>
    /// <exception cref="OptionsValidationException">A setting is unknown or cannot be read.</exception>
    public static T ReadSettings<T>(this IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        Read(configuration, section, options, sections: []);
        return options;
    }

    /// <summary>
    /// Refuses unknown and unreadable settings of every section, for commands that need only some of them: what is
    /// misspelt would have no effect there either.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="sections">The sections.</param>
    /// <exception cref="OptionsValidationException">Settings are unknown or cannot be read.</exception>
    public static void RequireKnownSettings(
        this IConfiguration configuration, IReadOnlyCollection<SettingsSection> sections)
    {
        string[] paths = [.. sections.Select(section => section.Path)];
        var problems = new List<string>();
        foreach (SettingsSection section in sections)
        {
            try
            {
                Read(configuration, section.Path, Activator.CreateInstance(section.Options)!, paths);
            }
            catch (OptionsValidationException invalid)
            {
                problems.AddRange(invalid.Failures);
            }
        }

        if (problems.Count > 0)
        {
            throw new OptionsValidationException(LeadGraphOptions.Section, typeof(SettingsSection), problems);
        }
    }

    private static void Read(IConfiguration configuration, string section, object options, string[] sections)
    {
        IConfigurationSection settings = configuration.GetSection(section);
        string[] unknown =
        [
            .. UnknownSettings.Of(settings, options.GetType(), sections),
            .. section == LeadGraphOptions.Section ? UnknownSettings.OfConnectionStrings(configuration) : []
        ];
        if (unknown.Length > 0)
        {
            throw new OptionsValidationException(section, options.GetType(), unknown);
        }

        try
        {
            settings.Bind(options);
        }
        catch (InvalidOperationException unreadable)
        {
            // Such as a word for a number; the message names the setting.
            throw new OptionsValidationException(section, options.GetType(), [unreadable.Message]);
        }
    }

    private sealed class Validation<T>(Func<T, IEnumerable<string>> problems) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
            => problems(options).ToList() is { Count: > 0 } found
                ? ValidateOptionsResult.Fail(found)
                : ValidateOptionsResult.Success;
    }
}
