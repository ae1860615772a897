using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Soak;

/// <summary>What the soak compares the service with is right at every moment that it is asked.</summary>
public class SoakDatabaseTests
{
    [PostgreSqlFact]
    public async Task FinalTiers_WhileEventsAreStillToPass_AreThoseWithoutThem()
    {
        var clock = new FixedClock();
        SoakDatabase world = await FillAsync(clock);
        IReadOnlyDictionary<long, LeadScore> before = Tiers(world, clock);
        Assert.Equal(before, world.FinalTiers());

        await WriteUntilAsync(world, () => !Tiers(world, clock).SequenceEqual(before));

        Assert.True(world.LastExit > clock.Now);
        Assert.Equal(before, world.FinalTiers());
    }

    [PostgreSqlFact]
    public async Task Version_ConfirmedWithinAMillisecond_IsNotSureAtItsBeginning()
    {
        var clock = new FixedClock();
        DateTime beginning = clock.Now.UtcDateTime;
        clock.Now += TimeSpan.FromMicroseconds(700);
        SoakDatabase world = await FillAsync(clock);

        await WriteUntilAsync(world, () => world.Version > 0);

        Assert.Equal(0, world.SureBy(beginning));
        Assert.Equal(world.Version, world.SureBy(clock.Now.UtcDateTime));
        Assert.Equal(world.Version, world.PossibleBy(beginning));
    }

    private static async Task<SoakDatabase> FillAsync(FixedClock clock)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, await SoakDatabase.TablesAsync());
        var world = new SoakDatabase(database, TimeSpan.FromHours(1), TimeSpan.FromHours(2), clock);
        await world.FillAsync();
        return world;
    }

    private static async Task WriteUntilAsync(SoakDatabase world, Func<bool> condition)
    {
        using var stop = new CancellationTokenSource();
        Task writing = Task.Run(() => world.WriteAsync(TimeSpan.Zero, stop.Token));
        await Eventually.UntilAsync(() => condition() || writing.IsFaulted);
        await stop.CancelAsync();
        await writing;
    }

    private static Dictionary<long, LeadScore> Tiers(SoakDatabase world, FixedClock clock)
    {
        DateTime now = clock.Now.UtcDateTime;
        return world.States(world.Version, now, now).First().OrderBy(lead => lead.UserId)
            .ToDictionary(lead => lead.UserId, lead => lead.LeadScore);
    }
}
