using LeadGraph.Changes.Feed;
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

    /// <summary>Waits until the store has a place.</summary>
    public static Task UntilPassedAsync(ServiceHost host, string name, long position)
        => Eventually.UntilAsync(async () => (await RowAsync(host, name)).Position == position);

    /// <summary>Waits until an attempt has failed so many times.</summary>
    public static Task UntilFailedAsync(ServiceHost host, string name, int attempts = 1)
        => Eventually.UntilAsync(async () =>
        {
            Wake(host);
            return (await RowAsync(host, name)).Attempts >= attempts;
        });

    /// <summary>Waits for something while the clock goes on, so that retries come due.</summary>
    /// <param name="host">The service.</param>
    /// <param name="condition">What to wait for.</param>
    /// <param name="step">By how many seconds the clock goes on at a time.</param>
    public static Task PassingTimeUntilAsync(ServiceHost host, Func<bool> condition, int step = 5)
        => Eventually.UntilAsync(() =>
        {
            host.Clock.Now += TimeSpan.FromSeconds(step);
            Wake(host);
            return condition();
        });

    /// <summary>Has the service look at the store now.</summary>
    public static void Wake(ServiceHost host) => host.Services.GetRequiredService<ChangeSignal>().Raise();
}
