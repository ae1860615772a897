namespace LeadGraph.Webhooks;

/// <summary>
/// How far a webhook has come, as the store keeps it, and what waits. Times are UTC, by the clock of the store, because
/// attempts of one request may be those of several instances.
/// </summary>
/// <param name="Name">The name of the webhook.</param>
/// <param name="Position">The id up to which all changes have been delivered that it gets.</param>
/// <param name="PendingId">The id of the last change of the request that is tried; null if none is.</param>
/// <param name="Attempts">How many attempts of that request have failed.</param>
/// <param name="FirstAttemptAt">When the first of them was.</param>
/// <param name="AttemptedAt">When the last of them was.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
/// <param name="Failure">Why the last attempt failed; null after a success.</param>
/// <param name="DeliveredAt">When a request last succeeded.</param>
/// <param name="DisabledAt">Since when nothing is delivered any more; null if it is.</param>
/// <param name="Tiers">The tiers of the request that is tried, as <see cref="Webhook.TierBits"/>.</param>
/// <param name="IsTaken">Whether another instance delivers.</param>
/// <param name="Last">The id of the last change that is recorded.</param>
/// <param name="Waiting">How many changes wait, up to <see cref="MostCounted"/>.</param>
/// <param name="WaitingSince">When the oldest of them was noticed, by the clock of the instance that noticed it.</param>
/// <param name="Now">When the row was read.</param>
public sealed record WebhookRow(
    string Name, long Position, long? PendingId, int Attempts, DateTime? FirstAttemptAt, DateTime? AttemptedAt,
    DateTime? NextAttemptAt, string? Failure, DateTime? DeliveredAt, DateTime? DisabledAt, int Tiers, bool IsTaken,
    long Last, int Waiting, DateTime? WaitingSince, DateTime Now)
{
    /// <summary>Up to how many waiting changes are counted.</summary>
    public const int MostCounted = 10_000;

    /// <summary>Whether the next attempt is due.</summary>
    // If the clock was set back, the last attempt is in the future, and nobody knows how long the wait has been.
    public bool IsDue => NextAttemptAt is null || Now >= NextAttemptAt || Now < AttemptedAt;

    /// <summary>
    /// How long the attempt has been due: while LeadGraph was off, or the webhook not in the settings, none was made.
    /// </summary>
    public TimeSpan Overdue => Now > NextAttemptAt ? Now - NextAttemptAt.Value : TimeSpan.Zero;
}
