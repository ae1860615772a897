using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Limits;

namespace LeadGraph.Insight;

/// <summary>
/// Loads something about many users by one statement, by one for each moment as of which it is asked for. In Maintained
/// mode another one reads the moment of the table before, so that what is loaded fits its rows.
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
        OperationMemory memory = keys[0].Memory;
        foreach (var ofMoment in keys.GroupBy(key => key.AsOf))
        {
            long[] users = [.. ofMoment.Select(key => key.UserId).Distinct()];
            DateTime now = clock.GetUtcNow().UtcDateTime;
            Func<long, T> ofUser = await reader.ReadAsync(
                memory.Caller,
                async (db, stop) =>
                {
                    db.Charge = memory.Charge;
                    DateTime moment = ofMoment.Key ?? await db.ActivityAsOfAsync(now, stop);
                    return await ReadAsync(db, ofMoment.Key, moment, users, stop);
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
    /// <param name="users">The users.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What is loaded, by user.</returns>
    protected abstract Task<Func<long, T>> ReadAsync(
        LeadGraphDbContext db, DateTime? past, DateTime moment, long[] users, CancellationToken cancellationToken);
}
