using System.Net;
using LeadGraph.Configuration;
using LeadGraph.Segments;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace LeadGraph.Webhooks;

/// <summary>Registers the webhooks.</summary>
public static class WebhookSetup
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    // Names are resolved again, and connections that a receiver has forgotten are not kept.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Adds the webhooks.</summary>
    /// <param name="services">Where to add them.</param>
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSettings<WebhooksOptions>(WebhooksOptions.Section, options => options.Problems());
        services.AddSingleton<IValidateOptions<WebhooksOptions>, WebhooksNeedStore>();
        services.AddSingleton<IValidateOptions<WebhooksOptions>, WebhooksNeedSegments>();
        services.AddSingleton<IReadOnlyList<Webhook>>(provider =>
        [
            .. provider.GetRequiredService<IOptions<WebhooksOptions>>().Value
                .Select(webhook => Webhook.Of(
                    webhook.Key, webhook.Value, webhook.Value.Segment is { } segment
                        ? provider.GetRequiredService<SegmentSet>().Find(segment) : null))
                .OrderBy(webhook => webhook.Name)
        ]);
        services.AddSingleton<WebhookTable>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookStates>();
        services.AddSingleton<WebhookDelivery>();
        services.AddHostedService<WebhookDispatcher>();
        services.AddClient(WebhookSender.PublicClient, allowPrivateNetwork: false);
        services.AddClient(WebhookSender.AnyClient, allowPrivateNetwork: true);
    }

    // Two clients, because connections are shared by host: one that a webhook may have must not serve another.
    private static void AddClient(this IServiceCollection services, string name, bool allowPrivateNetwork)
        => services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                // A proxy would connect to whatever address it resolves.
                UseProxy = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = WebhookAddresses.ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
                MaxResponseHeadersLength = 16,
                MaxResponseDrainSize = 0,
                ConnectCallback = (target, cancel) => WebhookAddresses.ConnectAsync(
                    target.DnsEndPoint, allowPrivateNetwork, cancel)
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Addresses of webhooks often contain a secret.
            .RemoveAllLoggers()
            .AddResilienceHandler("attempts", attempts => attempts
                .AddRetry(new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = 2,
                    Delay = TimeSpan.FromMilliseconds(250),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = attempt => ValueTask.FromResult(IsMomentary(attempt.Outcome))
                })
                .AddTimeout(AttemptTimeout));

    // A connection that was lost or a gateway that had no server: worth another try at once. Everything else waits in
    // the store, where a restart finds it.
    private static bool IsMomentary(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: not WebhookAddressException } } => true,
        { Result: { StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout } response }
            => response.Headers.RetryAfter is null,
        _ => false
    };

    private sealed class WebhooksNeedStore(IOptions<LeadGraphOptions> service) : IValidateOptions<WebhooksOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebhooksOptions options)
            => options.Count > 0 && service.Value.Store == StoreUse.None
                ? ValidateOptionsResult.Fail($"{WebhooksOptions.Section} has webhooks, which deliver what the store "
                    + $"records, but {LeadGraphOptions.Section}:{nameof(LeadGraphOptions.Store)} is None.")
                : ValidateOptionsResult.Success;
    }
}
