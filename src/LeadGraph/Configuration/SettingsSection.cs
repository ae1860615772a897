namespace LeadGraph.Configuration;

/// <summary>A section of the configuration to which options are bound.</summary>
/// <param name="Path">The section's path.</param>
/// <param name="Options">The type of the options.</param>
public sealed record SettingsSection(string Path, Type Options);
