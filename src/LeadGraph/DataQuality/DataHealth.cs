namespace LeadGraph.DataQuality;

/// <summary>What was found wrong in the two tables.</summary>
/// <param name="CheckedAt">When the tables were checked.</param>
/// <param name="Problems">The kinds of which there are rows.</param>
/// <param name="Unchecked">
/// The kinds that took too long to count. They are tried again an hour after the attempt.
/// </param>
public sealed record DataHealth(
    DateTime CheckedAt, IReadOnlyList<DataProblem> Problems, IReadOnlyList<DataProblemKind> Unchecked);
