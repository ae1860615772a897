using HotChocolate;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.Extensions.Options;

namespace LeadGraph.Leads;

/// <summary>
/// Creates the activity query for GraphQL with the current rules and time.
/// </summary>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="clock">Gives the current time.</param>
/// <param name="limits">Limits the reads of one operation.</param>
/// <param name="activity">Where activity is read from.</param>
/// <param name="scope">Executes the queries.</param>
public sealed class LeadReader(
    ScoringRules rules,
    TimeProvider clock,
    IOptions<LimitOptions> limits,
    IOptions<ActivityOptions> activity,
    ReaderScope scope)
{
    /// <summary>Whether leads are rows of the maintained table, which has indexes for orders.</summary>
    public bool HasIndexes { get; } = activity.Value.Mode == ActivityMode.Maintained;

    /// <summary>The present moment, UTC.</summary>
    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The activity of all registered users, to compose on.</summary>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="asOf">A past moment, UTC, as of which to compute it; null for now.</param>
    /// <exception cref="GraphQLException">The operation has read as often as it may.</exception>
    public IQueryable<UserActivity> Read(CallerRights caller, DateTime? asOf = null)
    {
        CountRead(caller);
        return Query(caller, caller.Memory.Charge, users: null, asOf);
    }

    /// <summary>
    /// The activity of some users, to compose on, for several responses. Each of them counts it as a read of its own.
    /// </summary>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="users">The users, a few hundred at most.</param>
    /// <param name="charge">Called with the bytes that are read; throws to reject them.</param>
    public IQueryable<UserActivity> ReadUsers(CallerRights caller, long[] users, Action<long> charge)
        => Query(caller, charge, users, asOf: null);

    /// <summary>Counts a read of leads for a response.</summary>
    /// <param name="caller">The rights of the caller.</param>
    /// <exception cref="GraphQLException">The operation has read as often as it may.</exception>
    public void CountRead(CallerRights caller)
    {
        // Each read runs one or two statements over the whole table; cost analysis counts it as an ordinary field.
        int most = limits.Value.ReadsPerOperation;
        if (caller.CountRead() > most)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage($"One operation may read leads {most} times.")
                .SetCode("TOO_MANY_READS")
                .Build());
        }
    }

    /// <summary>Counts further reads of a response for what its filter and its order have computed of all leads.</summary>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="asOf">The past moment, UTC; null for now, of which the maintained table has all columns.</param>
    /// <param name="aggregates">How many further aggregates of all events there are.</param>
    /// <exception cref="GraphQLException">The operation has read as often as it may.</exception>
    public void CountReads(CallerRights caller, DateTime? asOf, int aggregates)
    {
        if (HasIndexes && asOf is null)
        {
            return;
        }

        for (int i = 0; i < aggregates; i++)
        {
            CountRead(caller);
        }
    }

    private IQueryable<UserActivity> Query(CallerRights caller, Action<long> charge, long[]? users, DateTime? asOf)
        => scope.Query(caller.Memory.Caller, db =>
        {
            db.Charge = charge;
            return db.UserActivity(
                rules, caller.Moment(clock), caller.MayReadPersonalData, forPage: users is null, users, asOf);
        });
}
