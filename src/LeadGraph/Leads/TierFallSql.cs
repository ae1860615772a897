using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>
/// The SQL that finds when users fall to a lower tier: from the newest event back it sums up points and days, which
/// gives the tier that the events up to each one reach alone. The tier is held until the first event leaves that is
/// needed for it.
/// </summary>
/// <remarks>
/// An event leaves when its millisecond is a window ago, plus one, because the bound is included; events of one
/// millisecond leave together, as sums over ORDER BY without a frame have them. Of a type with a cap those above it,
/// the oldest of the day, take no points along. All windows are partitioned by user, so a condition on the user
/// restricts the events that are read.
/// </remarks>
/// <param name="Events">
/// A statement for the events that count: <c>user_id</c>, <c>moment</c> in milliseconds, <c>day</c>; with weights or
/// caps also <c>weight</c>; with caps also <c>rule</c> and <c>max_per_day</c>, which may be NULL.
/// </param>
/// <param name="HasWeights">Whether events have weights.</param>
/// <param name="HasCaps">Whether event types have caps.</param>
/// <param name="Tier">The tier as a number, of the columns <c>points</c> and <c>active_days</c>.</param>
/// <param name="WithoutEvents">The tier of users without events, as a number.</param>
/// <param name="Later">The moment at which an event has left, of its own.</param>
internal sealed record TierFallSql(
    string Events, bool HasWeights, bool HasCaps, string Tier, string WithoutEvents, Func<string, string> Later)
{
    /// <summary>A statement with a row for each user who falls: <c>user_id, falls_at, falls_to</c>.</summary>
    public string Statement => $"""
        SELECT h.user_id, {Later("max(CASE WHEN h.tier = h.held THEN h.moment END)")} AS falls_at,
            coalesce(max(CASE WHEN h.tier < h.held THEN h.tier END), {WithoutEvents}) AS falls_to
        FROM (
            SELECT t.user_id, t.moment, t.tier, max(t.tier) OVER (PARTITION BY t.user_id) AS held
            FROM (
                SELECT s.user_id, s.moment, {Tier} AS tier
                FROM (
                    SELECT p.user_id, p.moment,
                        sum(p.points) OVER (PARTITION BY p.user_id ORDER BY p.moment DESC) AS points,
                        sum(p.days) OVER (PARTITION BY p.user_id ORDER BY p.moment DESC) AS active_days
                    FROM (
                        SELECT e.user_id, e.moment, {Points} AS points,
                            CASE WHEN row_number() OVER (PARTITION BY e.user_id, e.day ORDER BY e.moment DESC) = 1
                                THEN 1 ELSE 0 END AS days
                        FROM ({Events}) e
                    ) p
                ) s
            ) t
        ) h
        WHERE h.held > {WithoutEvents}
        GROUP BY h.user_id
        """;

    private string Points => HasCaps
        ? """
            CASE WHEN e.max_per_day IS NULL OR e.max_per_day >= row_number() OVER (
                    PARTITION BY e.user_id, e.rule, e.day ORDER BY e.moment DESC)
                THEN e.weight ELSE 0 END
            """
        : HasWeights ? "e.weight" : "1";

    /// <summary>How many milliseconds after its own an event has left the window.</summary>
    /// <param name="rules">The window.</param>
    public static long Leaves(ScoringRules rules) => (long)TimeSpan.FromDays(rules.WindowDays).TotalMilliseconds + 1;

    /// <summary>The expression <c>Tier</c>.</summary>
    /// <param name="rules">The thresholds.</param>
    /// <param name="parameter">Makes a parameter of a number.</param>
    public static string TierOf(ScoringRules rules, Func<int, string> parameter)
    {
        string cases = string.Concat(new[] { LeadScore.Hot, LeadScore.Warm, LeadScore.Cool }.Select(tier =>
        {
            ScoreThreshold threshold = rules.ThresholdOf(tier);
            return $" WHEN points >= {parameter(threshold.MinEvents)}"
                + $" AND active_days >= {parameter(threshold.MinActiveDays)} THEN {(int)tier}";
        }));
        return $"CASE{cases} ELSE 0 END";
    }
}
