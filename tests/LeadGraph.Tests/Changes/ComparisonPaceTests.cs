using System.Diagnostics.Metrics;
using LeadGraph.Changes;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Changes;

public class ComparisonPaceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    [Theory, InlineData(0, 15), InlineData(1, 14), InlineData(3, 12), InlineData(4, 16), InlineData(20, 80)]
    public void Pause_KeepsTheIntervalUnlessComparisonsTakeMoreThanAFifthOfTheTime(int seconds, int pause)
    {
        using var services = new Services();

        Assert.Equal(
            TimeSpan.FromSeconds(pause), services.CreatePace().PauseAfter(TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void SlowComparisons_AreLoggedOnceUntilTheIntervalIsKeptTenTimesInARow()
    {
        using var services = new Services();
        ComparisonPace pace = services.CreatePace();

        // A comparison may take 3 seconds, and little more is not logged.
        int[] kept = [3, 3, 3, 3, 3, 3, 3, 3, 3], flaps = [2, 5, .. kept, 7, .. kept];
        foreach (double seconds in (double[])[1, 3.7, 5, .. flaps, 2, 3.7, 8])
        {
            pace.PauseAfter(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(
            [
                "Comparing the tiers takes 5 s, so changes are noticed every 25 s, and not every 15 s as "
                    + "LeadGraph:Live:Interval says.",
                "Comparing the tiers takes 8 s, so changes are noticed every 40 s, and not every 15 s as "
                    + "LeadGraph:Live:Interval says."
            ],
            services.Logs.All.Select(record => record.Message));
    }

    [Fact]
    public void SlowComparisons_OfAShortInterval_AreLoggedWithNumbersThatDiffer()
    {
        using var services = new Services();

        services.CreatePace(TimeSpan.FromMilliseconds(50)).PauseAfter(TimeSpan.FromMilliseconds(20));
        services.CreatePace(TimeSpan.FromSeconds(2)).PauseAfter(TimeSpan.FromMilliseconds(410));
        services.CreatePace(TimeSpan.FromSeconds(2)).PauseAfter(TimeSpan.FromMilliseconds(500));

        Assert.Equal(
            [
                "Comparing the tiers takes 0.02 s, so changes are noticed every 0.1 s, and not every 0.05 s as "
                    + "LeadGraph:Live:Interval says.",
                "Comparing the tiers takes 0.5 s, so changes are noticed every 2.5 s, and not every 2 s as "
                    + "LeadGraph:Live:Interval says."
            ],
            services.Logs.All.Select(record => record.Message));
    }

    [Theory, InlineData(0.1, true, 14.9), InlineData(30, true, 120), InlineData(30, false, 15)]
    public async Task PauseAfterFailure_WhereTheDatabaseDoesNotRespond_IsTheInterval(
        double seconds, bool isReady, double pause)
    {
        using var services = new Services();

        Assert.Equal(
            TimeSpan.FromSeconds(pause),
            await services.CreatePace().PauseAfterFailureAsync(
                TimeSpan.FromSeconds(seconds), () => Task.FromResult(isReady)));
    }

    private sealed class Services : IDisposable
    {
        private readonly ServiceProvider _provider;

        public Services()
            => _provider = new ServiceCollection().AddMetrics()
                .AddLogging(logging => logging.AddProvider(Logs)).BuildServiceProvider();

        public LogRecords Logs { get; } = new();

        public ComparisonPace CreatePace(TimeSpan? interval = null) => new(
            interval ?? Interval, _provider.GetRequiredService<IMeterFactory>(),
            _provider.GetRequiredService<ILogger<ComparisonPace>>());

        public void Dispose() => _provider.Dispose();
    }
}
