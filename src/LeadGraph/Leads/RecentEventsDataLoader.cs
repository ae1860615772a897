using System.Text.Json;
using GreenDonut;
using LeadGraph.Data;
using LeadGraph.Limits;
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
/// <param name="rules">Say which events count.</param>
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
        DateTime now = clock.GetUtcNow().UtcDateTime;
        // A loader belongs to one operation.
        MemoryAccount memory = keys[0].Memory;

        // The rank is computed of these users' rows alone: the keys stay within the window function. They are one
        // parameter, so that the statement is the same for any number of them.
        var rows = await reader.ReadAsync(
            (db, stop) =>
            {
                db.Charge = memory.Charge;
                IQueryable<Event> wanted =
                    db.CountedEvents(rules, now).Where(e => EF.Parameter(users).Contains(e.UserId));
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
                        EventType = e.EventType!.Length > LongText.LongestName
                            ? e.EventType.Substring(0, LongText.LongestName) + LongText.Mark : e.EventType,
                        CreatedAt = e.CreatedAt!.Value,
                        // One character more than is shown tells that there is more.
                        Details = withDetails
                            ? LongText.OfJson(e.Details!).Substring(0, LongText.LongestDetails + 1) : null
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
                Details = ToJson(e.Details, memory)
            });
        return keys.ToDictionary(key => key, key => eventsOfUsers[key.UserId].Take(key.First).ToArray());
    }

    // Of what is too long the beginning is shown as text, which says so at its end.
    private static JsonElement? ToJson(string? details, MemoryAccount memory)
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

        // Parsed, they take about as much again.
        memory.Charge(sizeof(char) * (long)details.Length);
        return EventDetails.Parse(details);
    }
}
