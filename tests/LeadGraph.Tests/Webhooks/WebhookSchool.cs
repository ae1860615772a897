using LeadGraph.Changes.Feed;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using LeadGraph.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Webhooks;

/// <summary>What tests of webhooks ask of a service.</summary>
internal static class WebhookSchool
{
    /// <summary>What the store keeps of a webhook.</summary>
    public static async Task<WebhookRow> RowAsync(ServiceHost host, string name)
    {
        Webhook webhook = host.Services.GetRequiredService<IReadOnlyList<Webhook>>().Single(one => one.Name == name);
        return (await host.Services.GetRequiredService<WebhookTable>().ReadAsync(
            name, webhook.TierBits, CancellationToken.None))!;
    }

    /// <summary>Waits until a webhook has begun, so that it gets the changes after that.</summary>
    public static Task UntilBegunAsync(ServiceHost host, string name) => Eventually.UntilAsync(
        () => host.Services.GetRequiredService<WebhookStates>().Find(name) is not null);

    /// <summary>Waits until the store has a position.</summary>
    public static Task UntilPassedAsync(ServiceHost host, string name, long position)
        => Eventually.UntilAsync(async () => (await RowAsync(host, name)).Position == position);

    /// <summary>Waits until an attempt has failed so many times.</summary>
    public static Task UntilFailedAsync(ServiceHost host, string name, int attempts = 1)
        => Eventually.UntilAsync(async () =>
        {
            Wake(host);
            return (await RowAsync(host, name)).Attempts >= attempts;
        });

    /// <summary>Waits for something while time goes on, so that retries come due.</summary>
    /// <param name="host">The service.</param>
    /// <param name="condition">What to wait for.</param>
    /// <param name="step">By how many seconds time goes on at once.</param>
    public static Task PassingTimeUntilAsync(ServiceHost host, Func<bool> condition, int step = 5)
        => Eventually.UntilAsync(async () =>
        {
            await PassTimeAsync(host, TimeSpan.FromSeconds(step));
            Wake(host);
            return condition();
        });

    /// <summary>
    /// Has time go on by the clock of the service, and by that of the store, which gives the times of attempts: since
    /// those that have been, so much more has passed.
    /// </summary>
    /// <param name="host">The service.</param>
    /// <param name="time">How much.</param>
    public static async Task PassTimeAsync(ServiceHost host, TimeSpan time)
    {
        host.Clock.Now += time;
        await using StoreConnection store =
            await host.Services.GetRequiredService<LeadStore>().OpenAsync(CancellationToken.None);
        await store.ExecuteAsync(
            $"UPDATE leadgraph.webhooks SET {string.Join(", ", ((string[])
                ["first_attempt_at", "attempted_at", "next_attempt_at"]).Select(column => store.IsSqlite
                    ? $"{column} = strftime('%Y-%m-%d %H:%M:%f', {column}, '-' || @seconds || ' seconds')"
                    : $"{column} = {column} - @seconds * interval '1 second'"))}",
            CancellationToken.None, ("seconds", time.TotalSeconds));
    }

    /// <summary>Has the service look at the store now.</summary>
    public static void Wake(ServiceHost host) => host.Services.GetRequiredService<ChangeSignal>().Raise();
}
