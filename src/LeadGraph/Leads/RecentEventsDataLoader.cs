using System.Text.Json;
using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>
/// Loads the latest events of many users in one statement, which returns no more rows for a user than the largest
/// number asked for.
/// </summary>
/// <param name="scheduler">Says when a batch is complete.</param>
/// <param name="options">How large a batch may become.</param>
/// <param name="reader">Where the events are read.</param>
/// <param name="rules">Say where the activity window begins.</param>
/// <param name="clock">Says what time it is.</param>
public sealed class RecentEventsDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : BatchDataLoader<RecentEvents, LeadEvent[]>(scheduler, options)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<RecentEvents, LeadEvent[]>> LoadBatchAsync(
        IReadOnlyList<RecentEvents> keys, CancellationToken cancellationToken)
    {
        long[] users = [.. keys.Select(key => key.UserId).Distinct()];
        int largest = keys.Max(key => key.First);
        bool withDetails = keys.Any(key => key.WithDetails);
        DateTime windowStart = rules.WindowStart(clock.GetUtcNow().UtcDateTime);

        // The rank is computed of these users' rows alone: the keys stay within the window function. They are one
        // parameter, so that the statement is the same for any number of them.
        var rows = await reader.ReadAsync(
            (db, stop) =>
            {
                IQueryable<Event> wanted =
                    db.Events.Where(e => EF.Parameter(users).Contains(e.UserId) && e.CreatedAt >= windowStart);
                // One row per event, as a list per user would need a key by which EF tells events apart.
                return wanted.Select(e => e.UserId).Distinct()
                    .SelectMany(user => wanted.Where(e => e.UserId == user)
                        .OrderByDescending(e => e.CreatedAt!.Value)
                        .ThenByDescending(e => e.Id).ThenBy(e => e.EventType)
                        .Take(largest))
                    .Select(e => new
                    {
                        e.UserId,
                        e.Id,
                        e.EventType,
                        CreatedAt = e.CreatedAt!.Value,
                        Details = withDetails ? e.Details : null
                    })
                    .ToListAsync(stop);
            },
            cancellationToken);

        // In the order that decided which rows to take, and by details where that leaves a choice.
        ILookup<long, LeadEvent> eventsOfUsers = rows
            .OrderByDescending(e => e.CreatedAt)
            .ThenByDescending(e => e.Id.HasValue).ThenByDescending(e => e.Id)
            .ThenByDescending(e => e.EventType is not null).ThenBy(e => e.EventType, StringComparer.Ordinal)
            .ThenBy(e => e.Details, StringComparer.Ordinal)
            .ToLookup(e => e.UserId, e => new LeadEvent
            {
                Id = e.Id ?? 0,
                EventType = e.EventType ?? "",
                CreatedAt = e.CreatedAt,
                Details = ToJson(e.Details)
            });
        return keys.ToDictionary(key => key, key => eventsOfUsers[key.UserId].Take(key.First).ToArray());
    }

    // SQLite keeps whatever text was put there; what is no JSON is shown as that text.
    private static JsonElement? ToJson(string? details)
    {
        if (details is null)
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(details);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(details);
        }
    }
}
