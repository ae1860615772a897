namespace LeadGraph.Scoring;

/// <summary>Something that is wrong with scoring rules.</summary>
/// <param name="Setting">
/// The setting that has the value, by its names below <see cref="ScoringRules.Section"/>: <c>Hot</c>, <c>MinEvents</c>.
/// </param>
/// <param name="Message">What is wrong. It names the setting in full.</param>
public sealed record RuleProblem(IReadOnlyList<string> Setting, string Message);
