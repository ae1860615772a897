using System.Collections;
using LeadGraph.GraphQL;

namespace LeadGraph.Configuration;

/// <summary>Finds settings that nothing reads, such as misspelt ones.</summary>
public static class UnknownSettings
{
    /// <summary>What is wrong with the settings in a section, each message naming its setting.</summary>
    /// <param name="section">The section.</param>
    /// <param name="type">The options that are read from it.</param>
    /// <param name="holdsSections">Whether other options are read from sections within it.</param>
    public static IEnumerable<string> Of(IConfigurationSection section, Type type, bool holdsSections)
    {
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            var property = type.GetProperties().FirstOrDefault(property
                => property.CanWrite && property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            Type? inner = property?.PropertyType;
            if (inner is null)
            {
                // Trusted documents may be the folder alone, or a section; who reads them checks them.
                if ((!holdsSections || setting.Value is not null)
                    && !setting.Path.Equals(TrustedDocuments.Setting, StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"{setting.Path} is no setting of LeadGraph's.";
                }
            }
            else if (inner.Assembly == typeof(UnknownSettings).Assembly && !inner.IsEnum)
            {
                foreach (string problem in Of(setting, inner, holdsSections: false))
                {
                    yield return problem;
                }
            }
            else if (inner != typeof(string) && inner.IsAssignableTo(typeof(IEnumerable))
                && !string.IsNullOrEmpty(setting.Value))
            {
                yield return $"{setting.Path} is a list; set {setting.Path}:0, {setting.Path}:1 and so on.";
            }
        }
    }
}
