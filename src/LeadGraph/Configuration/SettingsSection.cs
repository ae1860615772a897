namespace LeadGraph.Configuration;

/// <summary>A section of the configuration to which options are bound.</summary>
/// <param name="Path">The section's path.</param>
public sealed record SettingsSection(string Path);
