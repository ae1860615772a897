using System.Text.Json;
using LeadGraph.Changes;
using LeadGraph.Scoring;
using LeadGraph.Store;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>
/// Has the first tick after Live mode go on from the tiers that it recorded, so that no change is recorded twice and
/// none is missed.
/// </summary>
internal static class LiveTakeOver
{
    /// <summary>Why that tick computes every user.</summary>
    public const string Reason = "Live mode recorded tiers";

    private const string StateSql = $"""
        SELECT c.compared_at, c.rules FROM leadgraph.feed f, leadgraph.comparison c WHERE f.mode = '{TierRecord.Live}'
        """;

    // Rows of leads that are new have no numbers yet; the same transaction computes all.
    private const string TakeSql = """
        INSERT INTO leadgraph.user_activity AS u (user_id, total_events, points, active_days, lead_score, momentum)
            SELECT user_id, 0, 0, 0, lead_score, 0 FROM leadgraph.known_tiers
            ON CONFLICT (user_id) DO UPDATE SET lead_score = excluded.lead_score
            WHERE u.lead_score <> excluded.lead_score;
        DELETE FROM leadgraph.user_activity u
            WHERE NOT EXISTS (SELECT FROM leadgraph.known_tiers k WHERE k.user_id = u.user_id)
        """;

    /// <summary>Takes the tiers over if Live mode recorded last.</summary>
    /// <param name="connection">The connection of the tick.</param>
    /// <param name="state">The state of the maintained table.</param>
    /// <param name="rules">The scoring rules in force.</param>
    /// <param name="rulesText">The same, as <c>leadgraph.state</c> keeps them.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The state of the table as Live mode would have left it; null if Live mode did not record last.</returns>
    public static async Task<TickState?> TryTakeAsync(
        NpgsqlConnection connection, TickState state, ScoringRules rules, string rulesText, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        DateTime comparedAt;
        string theirRules;
        await using (var read = new NpgsqlCommand(StateSql, connection))
        {
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            if (!await row.ReadAsync(cancellationToken))
            {
                return null;
            }

            (comparedAt, theirRules) = (row.GetDateTime(0), row.GetString(1));
        }

        await using var take = new NpgsqlCommand(TakeSql, connection);
        take.CommandTimeout = (int)timeout.TotalSeconds;
        await take.ExecuteNonQueryAsync(cancellationToken);
        return state with
        {
            AsOf = comparedAt,
            Rules = theirRules == JsonSerializer.Serialize(rules)
                ? rulesText : StoredRules.TextOf(JsonSerializer.Deserialize<ScoringRules>(theirRules)!)
        };
    }
}
