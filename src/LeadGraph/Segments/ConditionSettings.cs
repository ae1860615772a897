using System.Globalization;
using LeadGraph.Configuration;
using LeadGraph.Scoring;

namespace LeadGraph.Segments;

/// <summary>
/// Reads conditions of the configuration: GraphQL's <c>where</c> with each field, operation and index of a list as a
/// part of the path, such as <c>Where:points:gte</c>. Names are not told apart by case.
/// </summary>
internal static class ConditionSettings
{
    /// <summary>Reads a condition; null if there is none.</summary>
    /// <param name="where">The section of the condition.</param>
    /// <exception cref="ConditionException">A setting makes no sense; the message names it.</exception>
    public static LeadCondition? Read(IConfigurationSection where)
    {
        if (!where.GetChildren().Any())
        {
            return string.IsNullOrEmpty(where.Value) ? null : throw Problem(
                where, $"is a section; set one such as {where.Path}:points:gte.");
        }

        try
        {
            return LeadCondition.Of(ReadFields(where), where.Path);
        }
        catch (ConditionException problem) when (problem.Path.StartsWith($"{where.Path}.", StringComparison.Ordinal))
        {
            string setting = problem.Path.Replace('.', ':');
            throw new ConditionException(setting, $"{setting} makes no sense: {problem.Message}");
        }
    }

    /// <summary>Reads the name of a tier.</summary>
    /// <param name="text">The name, in any case.</param>
    /// <param name="tier">The tier, if it is one.</param>
    public static bool TryReadTier(string? text, out LeadScore tier)
        => Enum.TryParse(text, ignoreCase: true, out tier)
            && Enum.GetNames<LeadScore>().Contains(text?.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>A message about an unknown name, with the one that was probably meant.</summary>
    /// <param name="message">The message.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The known names.</param>
    /// <param name="prefix">What comes before the name in a setting.</param>
    public static string Unknown(string message, string name, IEnumerable<string> known, string prefix = "")
        => NearestName.Of(name, known) is { } nearest ? $"{message} Did you mean {prefix}{nearest}?"
            : $"{message} It accepts {string.Join(", ", known)}.";

    private static Dictionary<string, object?> ReadFields(IConfigurationSection section)
    {
        Dictionary<string, object?> fields = [];
        string[] known = [.. LeadCondition.Fields.Keys, LeadCondition.And, LeadCondition.Or];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            string name = NameOf(child, section, known);
            fields.Add(name, name is LeadCondition.And or LeadCondition.Or
                ? ItemsOf(child).Select(ReadFields).ToList()
                : ReadOperations(child, LeadCondition.Fields[name].PropertyType));
        }

        return fields;
    }

    private static Dictionary<string, object?> ReadOperations(IConfigurationSection section, Type type)
    {
        Dictionary<string, object?> operations = [];
        string[] known =
        [
            .. LeadComparison.NamesFor(type),
            .. type == typeof(string) ? [LeadCondition.And, LeadCondition.Or] : (string[])[]
        ];
        IConfigurationSection[] children = [.. section.GetChildren()];
        if (children.Length == 0)
        {
            throw Problem(section, $"is a section; set one such as {section.Path}:{known[0]}.");
        }

        foreach (IConfigurationSection child in children)
        {
            string name = NameOf(child, section, known);
            operations.Add(name, name switch
            {
                LeadCondition.And or LeadCondition.Or => ItemsOf(child).Select(
                    item => ReadOperations(item, type)).ToList(),
                "in" or "nin" => ItemsOf(child).Select(item => ReadValue(item, type)).ToList(),
                _ => ReadValue(child, type)
            });
        }

        return operations;
    }

    private static IConfigurationSection[] ItemsOf(IConfigurationSection list)
        => list.GetChildren().ToArray() is { Length: > 0 } items ? items
            : throw Problem(list, $"is a list; set {list.Path}:0, {list.Path}:1 and so on.");

    // Null as a settings file has it: an environment variable cannot be null.
    private static object? ReadValue(IConfigurationSection setting, Type type)
    {
        if (setting.GetChildren().Any())
        {
            throw Problem(setting, "is a value, and no section.");
        }

        if (setting.Value is not { } text || type == typeof(string))
        {
            return setting.Value;
        }

        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(LeadScore))
        {
            return TryReadTier(text, out LeadScore tier) ? tier : throw new ConditionException(
                setting.Path, Unknown(
                    $"{setting.Path} is \"{text}\", which is no tier.", text, Enum.GetNames<LeadScore>()));
        }

        if (plain == typeof(DateTime))
        {
            return DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
                ? moment : throw Problem(setting, $"is \"{text}\"; it must be a moment such as 2026-01-31T09:00:00Z.");
        }

        bool isNumber = long.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && (plain == typeof(long) || number is >= int.MinValue and <= int.MaxValue);
        return isNumber ? number : throw Problem(setting, $"is \"{text}\"; it must be a whole number.");
    }

    private static string NameOf(IConfigurationSection setting, IConfigurationSection section, string[] known)
        => known.FirstOrDefault(name => name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase))
            ?? throw new ConditionException(
                setting.Path, Unknown($"{setting.Path} is unknown.", setting.Key, known, $"{section.Path}:"));

    private static ConditionException Problem(IConfigurationSection setting, string message)
        => new(setting.Path, $"{setting.Path} {message}");
}
