using System.Text.Json;
using GreenDonut;
using LeadGraph.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>
/// Loads the latest events of many users in one statement, which returns no more rows for a user than the largest
/// number asked for.
/// </summary>
/// <param name="scheduler">Says when a batch is complete.</param>
/// <param name="options">How large a batch may become.</param>
/// <param name="database">Where the events are.</param>
/// <param name="leads">Says where the activity window begins.</param>
public sealed class RecentEventsDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, LeadDatabase database, LeadReader leads)
    : BatchDataLoader<RecentEvents, LeadEvent[]>(scheduler, options)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<RecentEvents, LeadEvent[]>> LoadBatchAsync(
        IReadOnlyList<RecentEvents> keys, CancellationToken cancellationToken)
    {
        long[] users = [.. keys.Select(key => key.UserId).Distinct()];
        int largest = keys.Max(key => key.First);
        bool withDetails = keys.Any(key => key.WithDetails);
        DateTime windowStart = leads.WindowStart;
        await using LeadGraphDbContext db = database.CreateContext();

        // The rank is computed of these users' rows alone: the keys stay within the window function. They are one
        // parameter, so that the statement is the same for any number of them.
        Dictionary<long, LeadEvent[]> eventsOfUsers = await db.Events
            .Where(e => EF.Parameter(users).Contains(e.UserId) && e.CreatedAt >= windowStart)
            .GroupBy(e => e.UserId)
            .Select(user => new
            {
                user.Key,
                Events = user.OrderByDescending(e => e.CreatedAt!.Value).ThenByDescending(e => e.Id).Take(largest)
                    .Select(e => new
                    {
                        e.Id,
                        e.EventType,
                        CreatedAt = e.CreatedAt!.Value,
                        Details = withDetails ? e.Details : null
                    })
                    .ToList()
            })
            .ToDictionaryAsync(
                user => user.Key,
                user => user.Events.Select(e => new LeadEvent
                {
                    Id = e.Id,
                    EventType = e.EventType ?? "",
                    CreatedAt = e.CreatedAt,
                    Details = ToJson(e.Details)
                }).ToArray(),
                cancellationToken);

        return keys.ToDictionary(key => key, key => eventsOfUsers.TryGetValue(key.UserId, out LeadEvent[]? events)
            ? events.Length <= key.First ? events : events[..key.First]
            : []);
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
