using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>Tells which of some users, whose changes were read from the store, are in a segment now.</summary>
/// <param name="reader">Reads the leads.</param>
/// <param name="rules">The scoring rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class SegmentMembers(DatabaseReader reader, ScoringRules rules, TimeProvider clock)
{
    /// <summary>Reads them. Users who are no longer registered are in no segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="users">The users, a few hundred at most.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="mayReadPersonalData">Whether names and addresses can match.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<HashSet<long>> AmongAsync(
        Segment segment, IEnumerable<long> users, string caller, bool mayReadPersonalData,
        CancellationToken cancellationToken)
    {
        long[] asked = [.. users.Distinct()];
        return asked.Length == 0 ? [] : [.. await reader.OfPrimary.ReadAsync(
            caller,
            (db, stop) => db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, mayReadPersonalData, users: asked)
                .Matching(segment).Select(x => x.UserId).ToListAsync(stop),
            cancellationToken)];
    }
}
