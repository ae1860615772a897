using GreenDonut;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads;

namespace LeadGraph.Insight;

/// <summary>
/// Loads something about many users by one statement, by one for each moment as of which it is asked for. The present
/// one is that of the response, so that what is loaded fits its rows; in Maintained mode that of the tick that the rows
/// are of, or where that is not known of the table's last one, which another statement reads before.
/// </summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="clock">Gives the current time.</param>
public abstract class ExplainedLeadDataLoader<T>(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, TimeProvider clock)
    : BatchDataLoader<ExplainedLead, T>(scheduler, options)
    where T : notnull
{
    /// <inheritdoc/>
    protected sealed override async Task<IReadOnlyDictionary<ExplainedLead, T>> LoadBatchAsync(
        IReadOnlyList<ExplainedLead> keys, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<ExplainedLead, T>();
        // A loader belongs to one operation.
        CallerRights caller = keys[0].Caller;
        foreach (var ofMoment in keys.GroupBy(key => (key.AsOf, key.TickedAt)))
        {
            DateTime now = caller.Moment(clock);
            Func<long, T> ofUser = await reader.ReadAsync(
                caller.Memory.Caller,
                async (db, stop) =>
                {
                    db.Charge = caller.Memory.Charge;
                    var (past, tick) = ofMoment.Key;
                    DateTime moment = past ?? tick ?? await db.ActivityAsOfAsync(now, stop);
                    return await ReadAsync(db, past, moment, [.. ofMoment], stop);
                },
                cancellationToken);
            foreach (ExplainedLead key in ofMoment)
            {
                loaded.Add(key, ofUser(key.UserId));
            }
        }

        return loaded;
    }

    /// <summary>Reads what is loaded about users.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="past">The past moment that was asked for, UTC; null for the present.</param>
    /// <param name="moment">The moment of the rows that it has to fit, UTC.</param>
    /// <param name="leads">The users.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What is loaded, by user.</returns>
    protected abstract Task<Func<long, T>> ReadAsync(
        LeadGraphDbContext db, DateTime? past, DateTime moment, ExplainedLead[] leads,
        CancellationToken cancellationToken);

    /// <summary>The users' ids, each once.</summary>
    /// <param name="leads">The users.</param>
    protected static long[] IdsOf(IEnumerable<ExplainedLead> leads)
        => [.. leads.Select(lead => lead.UserId).Distinct()];
}
