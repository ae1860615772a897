namespace LeadGraph.Configuration;

/// <summary>
/// Names a setting in the section of an options class that has no property, because it can be a value or a section;
/// other code reads and checks it.
/// </summary>
/// <param name="key">The last part of the setting's path.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingReadElsewhereAttribute(string key) : Attribute
{
    /// <summary>The last part of the setting's path.</summary>
    public string Key => key;
}
