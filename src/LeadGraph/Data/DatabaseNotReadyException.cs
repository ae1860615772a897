namespace LeadGraph.Data;

/// <summary>The database cannot serve leads: it is out of reach, or its tables are not as they must be.</summary>
/// <param name="reason">What is missing, in words that hold no secret: the health endpoint repeats them.</param>
/// <param name="cause">What the driver reported, for the log alone.</param>
public sealed class DatabaseNotReadyException(string reason, Exception? cause = null) : Exception(reason, cause);
