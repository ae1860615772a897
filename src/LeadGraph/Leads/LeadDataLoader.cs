using System.Collections.Concurrent;
using GreenDonut;
using GreenDonut.Data;
using HotChocolate;
using HotChocolate.Execution.Processing;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads.Paging;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>Loads the activity of single users, by one statement for each selection and moment.</summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the activity.</param>
/// <param name="rules">The rules in force.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class LeadDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : BatchDataLoader<(long UserId, DateTime? AsOf, int Selection), UserActivity>(scheduler, options)
{
    // What is selected, and by whom, by the selection's number. A loader belongs to one operation.
    private readonly ConcurrentDictionary<int, (QueryContext<UserActivity> Query, CallerRights Caller)> _selected = [];

    // The statements that are counted, or refused, as reads of the operation.
    private readonly ConcurrentDictionary<(DateTime? AsOf, int Selection), Lazy<bool>> _counted = [];

    /// <summary>The activity of the user of an id; null for one who is not registered. Each statement is a read.</summary>
    /// <param name="id">The id.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="query">What is selected of the activity.</param>
    /// <param name="leads">Counts the reads of the operation.</param>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="GraphQLException">The operation has read as often as it may.</exception>
    public Task<UserActivity?> LoadAsync(
        LeadId id,
        ISelection selection,
        QueryContext<UserActivity> query,
        LeadReader leads,
        CallerRights caller,
        CancellationToken cancellationToken)
    {
        _ = _counted.GetOrAdd((id.AsOf, selection.Id), _ => new Lazy<bool>(() =>
        {
            leads.CountRead(caller);
            return true;
        })).Value;
        _selected.TryAdd(selection.Id, (query, caller));
        return LoadAsync((id.UserId, id.AsOf, selection.Id), cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<(long UserId, DateTime? AsOf, int Selection), UserActivity>>
        LoadBatchAsync(
            IReadOnlyList<(long UserId, DateTime? AsOf, int Selection)> keys, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<(long UserId, DateTime? AsOf, int Selection), UserActivity>();
        foreach (var group in keys.GroupBy(key => (key.AsOf, key.Selection), key => key.UserId))
        {
            (DateTime? asOf, int selection) = group.Key;
            var (query, caller) = _selected[selection];
            var columns = new QueryContext<UserActivity>(Projection.WithUserId(query.Selector));
            List<UserActivity> rows = await reader.ReadAsync(
                caller.Memory.Caller,
                (db, stop) =>
                {
                    db.Charge = caller.Memory.Charge;
                    return db.UserActivity(
                            rules, caller.Moment(clock), caller.MayReadPersonalData, users: [.. group],
                            asOf: asOf)
                        .With(columns)
                        .ToListAsync(stop);
                },
                cancellationToken);
            foreach (UserActivity row in rows)
            {
                row.AsOf = asOf;
                loaded.Add((row.UserId, asOf, selection), row);
            }
        }

        return loaded;
    }
}
