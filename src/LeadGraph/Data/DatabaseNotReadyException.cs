namespace LeadGraph.Data;

/// <summary>The database cannot serve leads: it cannot be reached, or its tables lack something.</summary>
/// <param name="reason">What is missing, without secrets: the health endpoint shows it.</param>
/// <param name="cause">What the driver reported, for the log alone.</param>
public sealed class DatabaseNotReadyException(string reason, Exception? cause = null) : Exception(reason, cause);
