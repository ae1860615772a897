using System.Diagnostics.Metrics;
using LeadGraph.Tests.Hosting;
using LeadGraph.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Webhooks;

/// <summary>What an instance tells of the backlogs of webhooks.</summary>
public class WebhookStatesTests
{
    [Fact]
    public void Backlog_ThatDrainsChangeByChangeAfterTheClockWasSetBack_KeepsItsAge()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var clock = new FixedClock();
        var states = new WebhookStates(services.GetRequiredService<IMeterFactory>(), clock);
        DateTime noticed = clock.Now.UtcDateTime;
        states.Note(Row(position: 1), isCounted: true);

        clock.Now += TimeSpan.FromMinutes(10);
        states.Note(Row(position: 1), isCounted: true);
        clock.Now -= TimeSpan.FromDays(2);
        // The change that waits next was noticed at the same moment.
        states.Note(Row(position: 2), isCounted: true);

        Assert.Equal(TimeSpan.FromMinutes(10), states.AgeOf("crm"));

        WebhookRow Row(long position) => new(
            "crm", position, PendingId: null, Attempts: 0, FirstAttemptAt: null, AttemptedAt: null, NextAttemptAt: null,
            Failure: null, DeliveredAt: null, DisabledAt: null, Tiers: 0, IsTaken: false, Last: 9, Waiting: 8,
            WaitingSince: noticed, Now: clock.Now.UtcDateTime);
    }
}
