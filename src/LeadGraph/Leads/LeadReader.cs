using HotChocolate;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.Extensions.Options;

namespace LeadGraph.Leads;

/// <summary>
/// Reads leads by the rules in force at the present moment: where the activity query gets its arguments, for GraphQL.
/// </summary>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="clock">Says what time it is.</param>
/// <param name="limits">How often one operation may read.</param>
/// <param name="scope">What executes the queries.</param>
public sealed class LeadReader(
    ScoringRules rules, TimeProvider clock, IOptions<LimitOptions> limits, ReaderScope scope)
{
    /// <summary>The activity of every registered user, to compose on.</summary>
    /// <param name="caller">Who reads.</param>
    /// <exception cref="GraphQLException">The operation has read as often as it may.</exception>
    public IQueryable<UserActivity> Read(CallerRights caller)
    {
        // Each is a statement over the whole table, or two, where the schema's weights count a field like any other.
        int most = limits.Value.ReadsPerOperation;
        if (caller.CountRead() > most)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage($"One operation may read leads {most} times, by `userActivity`, `userActivityById` or "
                    + "`leadScoreSummary`.")
                .SetCode("TOO_MANY_READS")
                .Build());
        }

        return scope.Query(db =>
        {
            db.Charge = caller.Memory.Charge;
            return db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, caller.MayReadPersonalData);
        });
    }
}
