using LeadGraph.Changes.Feed;
using LeadGraph.Data;

namespace LeadGraph.Webhooks;

/// <summary>Delivers to all webhooks, each by itself, so that none waits for another one's receiver.</summary>
/// <param name="webhooks">The webhooks of the settings.</param>
/// <param name="delivery">Delivers changes.</param>
/// <param name="table">Keeps how far each webhook has come.</param>
/// <param name="signal">Tells when changes have been recorded.</param>
/// <param name="states">Is told of problems.</param>
/// <param name="clock">Measures the time between problems.</param>
/// <param name="logger">Logs problems.</param>
public sealed partial class WebhookDispatcher(
    IReadOnlyList<Webhook> webhooks, WebhookDelivery delivery, WebhookTable table, ChangeSignal signal,
    WebhookStates states, TimeProvider clock, ILogger<WebhookDispatcher> logger) : BackgroundService
{
    // How often the store is looked at for what no signal tells: retries that are due, and what commands have changed.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseAfterProblem = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (webhooks.Any(webhook => states.Find(webhook.Name) is not null))
        {
            try
            {
                await table.ReleaseAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // Then other instances wait until its time has passed.
            }
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(webhooks.Select(webhook => RunAsync(webhook, stoppingToken)));

    private async Task RunAsync(Webhook webhook, CancellationToken stoppingToken)
    {
        string? lastProblem = null;
        var failing = new LastingFailure(clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            string problem = await FindProblemAsync(webhook, failing, stoppingToken);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            states.NoteProblem(webhook.Name, problem);
            if (failing.Begins(failure: null) | problem != lastProblem)
            {
                LogProblem(webhook.Name, problem);
            }

            lastProblem = problem;
            await Task.Delay(PauseAfterProblem, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Delivers until something fails, and tells what.
    private async Task<string> FindProblemAsync(
        Webhook webhook, LastingFailure failing, CancellationToken stoppingToken)
    {
        try
        {
            if (await table.FindProblemAsync(stoppingToken) is { } problem)
            {
                return problem;
            }

            await table.EnsureAsync(webhook, delivers: true, stoppingToken);
            while (true)
            {
                // Before the look, so that nothing that is recorded meanwhile is waited for.
                Task next = signal.Next;
                bool mayBeMore = await delivery.DeliverNextAsync(webhook, stoppingToken);
                failing.Ends();
                if (!mayBeMore)
                {
                    await next.WaitAsync(Interval, stoppingToken)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    stoppingToken.ThrowIfCancellationRequested();
                }
            }
        }
        catch (Exception failure)
        {
            return failure is DatabaseNotReadyException or ChangeFeedException or TimeoutException
                ? failure.Message : $"The store cannot be used: {failure.Message}";
        }
    }

    [LoggerMessage(EventId = 10005, Level = LogLevel.Warning,
        Message = "Webhook {Name} delivers nothing: {Reason} LeadGraph keeps trying.")]
    private partial void LogProblem(string name, string reason);
}
