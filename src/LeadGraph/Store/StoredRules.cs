using System.Text.Json;
using LeadGraph.Scoring;

namespace LeadGraph.Store;

/// <summary>What the maintained table was computed with, as <c>leadgraph.state</c> keeps it.</summary>
/// <param name="Table">
/// The version of the table, so that what an instance of another version wrote is computed again.
/// </param>
/// <param name="Rules">The scoring rules; null in what earlier versions wrote.</param>
internal sealed record StoredRules(int Table, ScoringRules? Rules)
{
    // Not that of the schema, most of whose changes leave the table as it is.
    private const int TableVersion = 5;

    /// <summary>The text that this version keeps.</summary>
    /// <param name="rules">The scoring rules.</param>
    public static string TextOf(ScoringRules rules)
        => JsonSerializer.Serialize(new StoredRules(TableVersion, rules));

    /// <summary>Whether this version computed the table, by whatever rules.</summary>
    /// <param name="text">The text that is kept; null if nothing has been computed.</param>
    public static bool IsOfThisVersion(string? text)
        => text is not null && JsonSerializer.Deserialize<StoredRules>(text) is { Table: TableVersion, Rules: not null };

    /// <summary>The scoring rules in a text; null if another version wrote it.</summary>
    /// <param name="text">The text.</param>
    public static ScoringRules? Read(string text) => JsonSerializer.Deserialize<StoredRules>(text)!.Rules;
}
