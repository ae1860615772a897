using LeadGraph.Changes;
using LeadGraph.Changes.Feed;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Webhooks;

/// <summary>
/// Delivers the next changes of a webhook. What is delivered is noted in the store before the attempt, so that a retry
/// by any instance sends the same changes under the same id, and the position moves on after a success only.
/// </summary>
/// <param name="table">Keeps how far each webhook has come.</param>
/// <param name="feed">Reads the changes.</param>
/// <param name="reader">Reads the leads.</param>
/// <param name="members">Tells who is in a segment.</param>
/// <param name="rules">The scoring rules.</param>
/// <param name="sender">Sends messages.</param>
/// <param name="states">Is told what was read and done.</param>
/// <param name="clock">Gives the current time.</param>
/// <param name="logger">Logs failures.</param>
public sealed partial class WebhookDelivery(
    WebhookTable table, ChangeFeed feed, DatabaseReader reader, SegmentMembers members, ScoringRules rules,
    WebhookSender sender, WebhookStates states, TimeProvider clock, ILogger<WebhookDelivery> logger)
{
    // Reads of webhooks are limited as those of one caller.
    private const string Caller = "webhooks";

    // A request that begins later could last longer than this instance keeps the webhook for itself.
    private static readonly TimeSpan LatestStart =
        TimeSpan.FromSeconds(WebhookTable.LeaseSeconds) - WebhookSender.Timeout;

    // What became of a request is noted also while the service stops, or the receiver would get it again.
    private static readonly TimeSpan NotingLimit = TimeSpan.FromSeconds(10);

    /// <summary>Delivers the next changes, if there are any and it is time.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether something was done, so that there may be more to do at once.</returns>
    /// <exception cref="ChangeFeedException">The changes cannot be read.</exception>
    /// <exception cref="TimeoutException">A reading takes longer than it may.</exception>
    /// <exception cref="System.Data.Common.DbException">The database failed.</exception>
    public async Task<bool> DeliverNextAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        if (await table.ReadAsync(webhook.Name, tiers: null, cancellationToken) is not { } row)
        {
            await table.EnsureAsync(webhook, delivers: true, cancellationToken);
            return true;
        }

        bool isCounted = states.IsCountDue(row);
        if (isCounted)
        {
            row = await table.ReadAsync(webhook.Name, webhook.TierBits, cancellationToken) ?? row;
        }

        states.Note(row, isCounted);
        if (row.DisabledAt is not null || row.IsTaken || !row.IsDue
            || (row.Last <= row.Position && row.PendingId is null))
        {
            return false;
        }

        // A retry sends what the first attempt sent, whatever tiers this instance wants.
        int tiers = row.PendingId is null ? webhook.TierBits : row.Tiers;
        ChangePage page;
        try
        {
            page = await feed.ReadAsync(
                new ChangeRequest(
                    new ChangeCursor(row.Position, Store: null),
                    row.PendingId is { } pending ? new ChangeCursor(pending + 1, Store: null) : null,
                    webhook.Batch || webhook.Segment is not null ? Webhook.LargestBatch : 1,
                    To: Webhook.TiersOf(tiers)),
                Caller, countsAll: false, cancellationToken);
        }
        catch (ChangeFeedException gone) when (gone.Problem == ChangeFeedProblem.Deleted)
        {
            if (await table.PassAsync(row, gone.Oldest.Id, cancellationToken))
            {
                LogDeleted(webhook.Name, row.Position + 1, gone.Oldest.Id);
            }

            return true;
        }

        if (page.Changes.Count == 0)
        {
            // Nothing up to there is wanted, so it need not be looked at again, and may be deleted. A request of which
            // nothing is found is given up, and nothing is passed.
            await table.PassAsync(row, row.PendingId is null ? page.Last : row.Position, cancellationToken);
            return row.PendingId is not null;
        }

        IReadOnlyList<LeadScoreChange> changes = page.Changes;
        // A retry sends what the first attempt sent, whoever is in the segment by now.
        if (webhook.Segment is { } segment && row.PendingId is null)
        {
            HashSet<long> users = await members.AmongAsync(
                segment, changes.Select(change => change.UserId), Caller, mayReadPersonalData: true, cancellationToken);
            if (changes.TakeWhile(change => !users.Contains(change.UserId)).LastOrDefault() is { } unwanted)
            {
                await table.PassAsync(row, unwanted.Id, cancellationToken);
                return true;
            }

            // Up to the next one that is not wanted, so that a retry needs to know the ends only.
            changes =
            [
                .. changes.TakeWhile(change => users.Contains(change.UserId))
                    .Take(webhook.Batch ? Webhook.LargestBatch : 1)
            ];
        }

        return await DeliverAsync(webhook, row with { Tiers = tiers }, changes, cancellationToken);
    }

    private async Task<bool> DeliverAsync(
        Webhook webhook, WebhookRow row, IReadOnlyList<LeadScoreChange> changes, CancellationToken cancellationToken)
    {
        WebhookMessage message = WebhookMessage.Of(
            webhook, changes, await ReadLeadsAsync(webhook, changes, cancellationToken));
        long last = changes[^1].Id;
        long begun = clock.GetTimestamp();
        if (!await table.TryBeginAsync(row, last, row.Tiers, cancellationToken))
        {
            return false;
        }

        // It has been frozen meanwhile, and another instance may have gone on.
        if (clock.GetElapsedTime(begun) > LatestStart)
        {
            return true;
        }

        WebhookResult result = await sender.SendAsync(webhook, message, cancellationToken);
        row = row with { PendingId = last };
        using var noting = new CancellationTokenSource(NotingLimit);
        if (result.Failure is { } failure)
        {
            await FailAsync(webhook, row, failure, result, noting.Token);
            return false;
        }

        await table.CompleteAsync(row, last, noting.Token);
        states.CountDelivered(webhook.Name, changes.Count);
        if (row.Attempts > 0)
        {
            LogRecovered(webhook.Name, row.Attempts);
        }

        return true;
    }

    private async Task FailAsync(
        Webhook webhook, WebhookRow row, string failure, WebhookResult result, CancellationToken cancellationToken)
    {
        states.CountFailed(webhook.Name);
        TimeSpan? wait = result.IsGone ? null : WebhookRetry.Wait(row, result.RetryAfter);
        if (!await table.FailAsync(row, failure, wait, cancellationToken))
        {
            return;
        }

        if (wait is null)
        {
            LogDisabled(webhook.Name, failure);
        }
        else if (row.Attempts == 0)
        {
            LogFailed(webhook.Name, failure, wait.Value.TotalSeconds);
        }
    }

    private async Task<IReadOnlyDictionary<long, UserActivity>> ReadLeadsAsync(
        Webhook webhook, IReadOnlyList<LeadScoreChange> changes, CancellationToken cancellationToken)
    {
        if (webhook.Fields.Count == 0)
        {
            return new Dictionary<long, UserActivity>();
        }

        long[] users = [.. changes.Select(change => change.UserId).Distinct()];
        List<UserActivity> leads = await reader.OfPrimary.ReadAsync(
            Caller,
            (db, stop) => LeadField.Select(
                    db.UserActivity(rules, clock.GetUtcNow().UtcDateTime, webhook.HasPersonalFields, users: users),
                    [LeadField.UserId, .. webhook.Fields])
                .ToListAsync(stop),
            cancellationToken);
        return leads.ToDictionary(lead => lead.UserId);
    }

    [LoggerMessage(EventId = 10001, Level = LogLevel.Warning,
        Message = "Webhook {Name} has failed: {Reason}. It is tried again in {Seconds:F0} s, and for 3 days.")]
    private partial void LogFailed(string name, string reason, double seconds);

    [LoggerMessage(EventId = 10002, Level = LogLevel.Information,
        Message = "Webhook {Name} has succeeded after {Attempts} failed attempts.")]
    private partial void LogRecovered(string name, int attempts);

    [LoggerMessage(EventId = 10003, Level = LogLevel.Error,
        Message = "Webhook {Name} is disabled: {Reason}. What it has not delivered is kept.")]
    private partial void LogDisabled(string name, string reason);

    [LoggerMessage(EventId = 10004, Level = LogLevel.Error,
        Message = "Webhook {Name} did not deliver changes {First} to {Last}, which have been deleted by now.")]
    private partial void LogDeleted(string name, long first, long last);
}
