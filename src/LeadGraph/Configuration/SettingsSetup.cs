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
        services.AddSingleton(new SettingsSection(section));
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

    private static void Read<T>(IConfiguration configuration, string section, T options, string[] sections)
        where T : class
    {
        IConfigurationSection settings = configuration.GetSection(section);
        string[] unknown =
        [
            .. UnknownSettings.Of(settings, typeof(T), sections),
            .. section == LeadGraphOptions.Section ? UnknownSettings.OfConnectionStrings(configuration) : []
        ];
        if (unknown.Length > 0)
        {
            throw new OptionsValidationException(section, typeof(T), unknown);
        }

        try
        {
            settings.Bind(options);
        }
        catch (InvalidOperationException unreadable)
        {
            // Such as a word for a number; the message names the setting.
            throw new OptionsValidationException(section, typeof(T), [unreadable.Message]);
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
