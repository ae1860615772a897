using System.Collections;
using System.Reflection;

namespace LeadGraph.Configuration;

/// <summary>Finds unknown settings, such as misspelt ones.</summary>
public static class UnknownSettings
{
    /// <summary>Finds unknown and malformed settings in a section. Each message names its setting.</summary>
    /// <param name="section">The section.</param>
    /// <param name="type">The type of the options that are bound to it.</param>
    /// <param name="hasSubsections">Whether other options are bound to its subsections.</param>
    public static IEnumerable<string> Of(IConfigurationSection section, Type type, bool hasSubsections)
    {
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            var property = type.GetProperties().FirstOrDefault(property
                => property.CanWrite && property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            Type? propertyType = property?.PropertyType;
            if (propertyType is null)
            {
                if ((!hasSubsections || setting.Value is not null)
                    && !setting.Key.Equals(
                        type.GetCustomAttribute<SettingReadElsewhereAttribute>()?.Key,
                        StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"{setting.Path} is an unknown setting.";
                }
            }
            else if (propertyType.Assembly == typeof(UnknownSettings).Assembly && !propertyType.IsEnum)
            {
                foreach (string problem in Of(setting, propertyType, hasSubsections: false))
                {
                    yield return problem;
                }
            }
            else if (propertyType.IsGenericType && propertyType.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            {
                Type itemType = propertyType.GenericTypeArguments[1];
                foreach (IConfigurationSection item in setting.GetChildren())
                {
                    IEnumerable<string> problems = item.GetChildren().Any() || string.IsNullOrEmpty(item.Value)
                        ? Of(item, itemType, hasSubsections: false)
                        : [$"{item.Path} is a section; set {string.Join(", ", itemType.GetProperties()
                            .Where(part => part.CanWrite).Select(part => $"{item.Path}:{part.Name}"))}."];
                    foreach (string problem in problems)
                    {
                        yield return problem;
                    }
                }
            }
            else if (propertyType != typeof(string) && propertyType.IsAssignableTo(typeof(IEnumerable))
                && !string.IsNullOrEmpty(setting.Value))
            {
                yield return $"{setting.Path} is a list; set {setting.Path}:0, {setting.Path}:1 and so on.";
            }
        }
    }
}
