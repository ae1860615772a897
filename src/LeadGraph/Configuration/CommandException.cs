namespace LeadGraph.Configuration;

/// <summary>Ends a command with an error.</summary>
/// <param name="message">The reason, for the user.</param>
public sealed class CommandException(string message) : Exception(message);
