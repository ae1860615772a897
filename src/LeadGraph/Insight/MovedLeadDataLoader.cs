using System.Collections.Concurrent;
using GreenDonut;
using GreenDonut.Data;
using HotChocolate.Execution.Processing;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads;
using LeadGraph.Leads.Paging;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Insight;

/// <summary>Loads the activity of users who move between tiers, by one statement for each selection.</summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the activity.</param>
/// <param name="rules">The rules in force.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class MovedLeadDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : BatchDataLoader<(long UserId, int Selection), UserActivity>(scheduler, options)
{
    // What is selected, and by whom, by the selection's number. A loader belongs to one operation.
    private readonly ConcurrentDictionary<int, (QueryContext<UserActivity> Query, CallerRights Caller)> _selected = [];

    /// <summary>The activity of a user; null for one who is not registered.</summary>
    /// <param name="userId">The Telegram id.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="query">What is selected of the activity.</param>
    /// <param name="caller">The rights of the caller.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<UserActivity?> LoadAsync(
        long userId,
        ISelection selection,
        QueryContext<UserActivity> query,
        CallerRights caller,
        CancellationToken cancellationToken)
    {
        _selected.TryAdd(selection.Id, (query, caller));
        return LoadAsync((userId, selection.Id), cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<(long UserId, int Selection), UserActivity>> LoadBatchAsync(
        IReadOnlyList<(long UserId, int Selection)> keys, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<(long UserId, int Selection), UserActivity>();
        foreach (var ofSelection in keys.GroupBy(key => key.Selection, key => key.UserId))
        {
            var (query, caller) = _selected[ofSelection.Key];
            var columns = new QueryContext<UserActivity>(Projection.WithUserId(query.Selector));
            List<UserActivity> rows = await reader.ReadAsync(
                caller.Memory.Caller,
                (db, stop) =>
                {
                    db.Charge = caller.Memory.Charge;
                    return db.UserActivity(
                            rules, caller.Moment(clock), caller.MayReadPersonalData, users: [.. ofSelection])
                        .With(columns)
                        .ToListAsync(stop);
                },
                cancellationToken);
            foreach (UserActivity row in rows)
            {
                loaded.Add((row.UserId, ofSelection.Key), row);
            }
        }

        return loaded;
    }
}
