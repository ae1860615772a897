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
    public void SlowComparisons_AreLoggedOnceUntilTheIntervalIsKeptAgain()
    {
        using var services = new Services();
        ComparisonPace pace = services.CreatePace();

        foreach (int seconds in new[] { 1, 5, 6, 7, 2, 8 })
        {
            pace.PauseAfter(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(
            [
                "Comparing the tiers takes 5.0 s, so subscribers get changes every 25 s, and not every 15 s as "
                    + "LeadGraph:Live:Interval says.",
                "Comparing the tiers takes 8.0 s, so subscribers get changes every 40 s, and not every 15 s as "
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

        public ComparisonPace CreatePace() => new(
            Interval, _provider.GetRequiredService<IMeterFactory>(),
            _provider.GetRequiredService<ILogger<ComparisonPace>>());

        public void Dispose() => _provider.Dispose();
    }
}
