using System.Globalization;
using LeadGraph.Leads;
using LeadGraph.Store;

namespace LeadGraph.Webhooks;

/// <summary>Tells the state of webhooks in words, for commands and readiness.</summary>
public static class WebhookStatus
{
    /// <summary>The state of each webhook that the store knows.</summary>
    /// <param name="connection">A connection to the store; disposed at the end.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<(string Name, string Text)>> ReadAsync(
        StoreConnection connection, CancellationToken cancellationToken)
    {
        await using StoreConnection open = connection;
        return [.. (await WebhookTable.ReadAllAsync(open, cancellationToken)).Select(row => (row.Name, TextOf(row)))];
    }

    /// <summary>What waits, when something was last delivered, and what is wrong.</summary>
    /// <param name="row">The webhook.</param>
    public static string TextOf(WebhookRow row)
    {
        string[] parts =
        [
            WaitingIn(row),
            row.DeliveredAt is null ? "nothing delivered yet" : $"last delivery {LeadRow.TimeText(row.DeliveredAt)}",
            .. ProblemOf(row) is { } problem ? [problem] : (string[])[]
        ];
        return string.Join("; ", parts);
    }

    // Why nothing is delivered; null if nothing is wrong.
    private static string? ProblemOf(WebhookRow row) => row switch
    {
        { DisabledAt: not null } => $"disabled since {LeadRow.TimeText(row.DisabledAt)} ({row.Failure}); "
            + $"\"webhooks enable {row.Name}\" has it go on",
        { Failure: not null, Attempts: > 0 } => string.Create(CultureInfo.InvariantCulture,
            $"{row.Attempts} failed attempts ({row.Failure}), the next at {LeadRow.TimeText(row.NextAttemptAt)}"),
        _ => null
    };

    // How many changes wait, and since when.
    private static string WaitingIn(WebhookRow row) => row.WaitingSince is null
        ? "no change waits"
        : $"{row.Waiting.ToString("N0", CultureInfo.InvariantCulture)}"
            + (row.Waiting == WebhookRow.MostCounted ? " or more" : "")
            + $" {(row.Waiting == 1 ? "change waits" : "changes wait")}, the oldest of "
            + LeadRow.TimeText(row.WaitingSince);
}
