using System.Text.Json;
using GreenDonut;
using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Limits;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>
/// Loads the latest events of many users in one statement, which returns at most the largest requested number of rows
/// per user; one for each moment as of which they are asked for.
/// </summary>
/// <param name="scheduler">Schedules the batches.</param>
/// <param name="options">Limits the size of a batch.</param>
/// <param name="reader">Reads the events.</param>
/// <param name="rules">The window.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class RecentEventsDataLoader(
    IBatchScheduler scheduler, DataLoaderOptions options, DatabaseReader reader, ScoringRules rules, TimeProvider clock)
    : BatchDataLoader<RecentEvents, LeadEvent[]>(scheduler, options)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyDictionary<RecentEvents, LeadEvent[]>> LoadBatchAsync(
        IReadOnlyList<RecentEvents> keys, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<RecentEvents, LeadEvent[]>();
        foreach (var ofMoment in keys.GroupBy(key => key.AsOf))
        {
            foreach (var (key, events) in await LoadAsync([.. ofMoment], ofMoment.Key, cancellationToken))
            {
                loaded.Add(key, events);
            }
        }

        return loaded;
    }

    private async Task<Dictionary<RecentEvents, LeadEvent[]>> LoadAsync(
        RecentEvents[] keys, DateTime? asOf, CancellationToken cancellationToken)
    {
        long[] users = [.. keys.Select(key => key.UserId).Distinct()];
        int largest = keys.Max(key => key.First);
        bool withDetails = keys.Any(key => key.WithDetails);
        ScoringRules counting = PastMoment.RulesOf(asOf, rules);
        // A loader belongs to one operation.
        CallerRights caller = keys[0].Caller;
        OperationMemory memory = caller.Memory;
        DateTime now = asOf ?? caller.Moment(clock);

        // The keys filter inside the window function, so only these users' rows are ranked. They are one parameter, so
        // the statement does not depend on their number.
        var rows = await reader.ReadAsync(
            memory.Caller,
            (db, stop) =>
            {
                db.Charge = memory.Charge;
                IQueryable<Event> wanted = db.CountedEvents(counting, now).OfUsers(db, users);
                // One row per event, because EF Core needs a key to materialize a list per user.
                return wanted.Select(e => e.UserId).Distinct()
                    .SelectMany(user => wanted.Where(e => e.UserId == user)
                        .OrderByDescending(e => e.CreatedAt!.Value)
                        .ThenByDescending(e => e.Id).ThenBy(e => e.EventType)
                        .Take(largest))
                    .Select(e => new
                    {
                        e.UserId,
                        e.Id,
                        EventType = LongText.Cut(e.EventType),
                        CreatedAt = e.CreatedAt!.Value,
                        // One extra character shows that the text is longer.
                        Details = withDetails
                            ? LongText.OfJson(e.Details!).Substring(0, LongText.LongestDetails + 1) : null
                    })
                    .ToListAsync(stop);
            },
            cancellationToken);

        // The order of the statement, then by details to make it total.
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
                Details = ToJson(e.Details, memory)
            });
        return keys.ToDictionary(key => key, key => eventsOfUsers[key.UserId].Take(key.First).ToArray());
    }

    // Details that are too long become a string with their beginning and a note.
    private static JsonElement? ToJson(string? details, OperationMemory memory)
    {
        if (details is null)
        {
            return null;
        }

        if (details.Length > LongText.LongestDetails)
        {
            int length = LongText.LongestDetails;
            length -= char.IsHighSurrogate(details[length - 1]) ? 1 : 0;
            details = $"{details.AsSpan(0, length)}{LongText.Mark} (longer than {LongText.LongestDetails} characters)";
            memory.Charge(sizeof(char) * (long)details.Length);
            return JsonSerializer.SerializeToElement(details);
        }

        // The parsed value takes about as much memory again.
        memory.Charge(sizeof(char) * (long)details.Length);
        return EventDetails.Parse(details);
    }
}
