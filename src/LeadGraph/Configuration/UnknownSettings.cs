using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace LeadGraph.Configuration;

/// <summary>Finds unknown settings, such as misspelt ones.</summary>
public static class UnknownSettings
{
    private const string ConnectionStrings = "ConnectionStrings";
    private const string ConnectionString = "LeadGraph";

    /// <summary>Finds unknown and malformed settings in a section. Each message names its setting.</summary>
    /// <param name="section">The section.</param>
    /// <param name="type">The type of the options that are bound to it.</param>
    /// <param name="sections">The paths of the sections that other options are bound to.</param>
    public static IEnumerable<string> Of(
        IConfigurationSection section, Type type, IReadOnlyCollection<string> sections)
        => ItemOf(type) is { } item ? OfItems(section, item) : OfProperties(section, type, sections);

    private static IEnumerable<string> OfProperties(
        IConfigurationSection section, Type type, IReadOnlyCollection<string> sections)
    {
        string[] subsections =
        [
            .. sections.Where(path => path.StartsWith($"{section.Path}:", StringComparison.OrdinalIgnoreCase))
                .Select(path => path[(section.Path.Length + 1)..])
        ];
        string? readElsewhere = type.GetCustomAttribute<SettingReadElsewhereAttribute>()?.Key;
        string[] known =
        [
            .. type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name),
            .. subsections, .. readElsewhere is null ? [] : (string[])[readElsewhere]
        ];
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            var property = type.GetProperties().FirstOrDefault(property
                => property.CanWrite && property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            Type? propertyType = property?.PropertyType;
            if (propertyType is null)
            {
                if (!known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                {
                    yield return Unknown(setting, section.Path, known);
                }
                else if (setting.Value is not null
                    && subsections.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                {
                    yield return $"{setting.Path} is a section and has no value of its own.";
                }
            }
            else if (propertyType.Assembly == typeof(UnknownSettings).Assembly && !propertyType.IsEnum)
            {
                foreach (string problem in Of(setting, propertyType, sections: []))
                {
                    yield return problem;
                }
            }
            else if (ItemOf(propertyType) is { } itemType)
            {
                foreach (string problem in OfItems(setting, itemType))
                {
                    yield return problem;
                }
            }
            else if (propertyType != typeof(string) && propertyType.IsAssignableTo(typeof(IEnumerable))
                && !string.IsNullOrEmpty(setting.Value))
            {
                yield return $"{setting.Path} is a list; set {setting.Path}:0, {setting.Path}:1 and so on.";
            }
        }
    }

    /// <summary>
    /// Finds unknown connection strings: under a misspelt name one would have no effect, and LeadGraph would serve demo
    /// data. Each message names its setting, and never its value.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    public static IEnumerable<string> OfConnectionStrings(IConfiguration configuration)
        => configuration.GetSection(ConnectionStrings).GetChildren()
            .Where(setting => !setting.Key.Equals(ConnectionString, StringComparison.OrdinalIgnoreCase)
                // The provider that .NET adds for an environment variable such as POSTGRESQLCONNSTR_LeadGraph.
                && !setting.Key.Equals($"{ConnectionString}_ProviderName", StringComparison.OrdinalIgnoreCase))
            .Select(setting => $"{setting.Path} is an unknown setting. The only connection string is "
                + $"{ConnectionStrings}:{ConnectionString}.");

    // The sections of items, each under a name of its own.
    private static IEnumerable<string> OfItems(IConfigurationSection items, Type type)
        => items.GetChildren().SelectMany(item => item.GetChildren().Any() || string.IsNullOrEmpty(item.Value)
            ? Of(item, type, sections: []).Concat(Unreadable(item, type))
            : [$"{item.Path} is a section; set {string.Join(", ", type.GetProperties()
                .Where(part => part.CanWrite).Select(part => $"{item.Path}:{part.Name}"))}."]);

    // An item with a value that cannot be read, such as a word for a number, would be left out without a word.
    private static IEnumerable<string> Unreadable(IConfigurationSection item, Type type)
        => from property in type.GetProperties()
           let setting = item.GetSection(property.Name)
           where property.CanWrite && property.PropertyType != typeof(string) && !string.IsNullOrEmpty(setting.Value)
           let reader = TypeDescriptor.GetConverter(property.PropertyType)
           where reader.CanConvertFrom(typeof(string)) && !IsReadable(reader, setting.Value!)
           select $"{setting.Path} is \"{setting.Value}\"; it must be "
               + (property.PropertyType == typeof(bool) ? "true or false." : "a number.");

    private static bool IsReadable(TypeConverter reader, string value)
    {
        try
        {
            reader.ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static Type? ItemOf(Type type) => type.GetInterfaces()
        .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IDictionary<,>))
        ?.GenericTypeArguments[1];

    private static string Unknown(IConfigurationSection setting, string section, IEnumerable<string> known)
        => $"{setting.Path} is an unknown setting."
            + (NearestName.Of(setting.Key, known) is { } nearest ? $" Did you mean {section}:{nearest}?" : "");
}
