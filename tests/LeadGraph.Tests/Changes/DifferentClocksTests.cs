using System.Data.Common;
using System.Globalization;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Changes;

/// <summary>Instances whose clocks differ, and that take turns.</summary>
public class DifferentClocksTests
{
    private static readonly TimeSpan Difference = TimeSpan.FromMinutes(10);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Lead_BetweenTwoInstances_IsNotMovedBackAndForth(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();
        await using ServiceHost ahead = await ServiceHost.StartAsync(
            school.ConnectionString, ("LeadGraph:Store", "Auto"));
        // So that the test says whose turn it is.
        await school.Monitor.StopAsync(CancellationToken.None);
        await ahead.Services.GetRequiredService<LeadScoreMonitor>().StopAsync(CancellationToken.None);
        ahead.Clock.Now += Difference;
        DateTimeOffset start = school.Host.Clock.Now;
        // Five events that have left the window by one clock, and not by the other.
        await school.RegisterAsync(1);
        school.Host.Clock.Now = start.AddDays(-7) + (Difference / 2);
        await school.ActAsync(1, events: 5);
        school.Host.Clock.Now = start;

        for (int turn = 0; turn < 6; turn++)
        {
            await CompareAsync(school, turn % 2 == 0 ? school.Host : ahead);
        }

        Assert.Equal(["1 none 1 2", "1 1 0 1"], await school.RecordedAsync());
        Assert.Equal("1", await RowAsync(school, """
            SELECT count(*) FROM leadgraph.tier_changes one
            JOIN leadgraph.tier_changes other ON other.id > one.id AND other.changed_at >= one.changed_at
            """));

        // The one that is ahead is gone. What happens is noticed by the other before its clock has got there, too.
        await school.ActAsync(1, events: 10);
        await CompareAsync(school, school.Host);
        Assert.Equal("1 0 1 0", (await school.RecordedAsync())[^1]);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Lead_WithoutAStoreWhileTheClockIsSetBack_IsNotMovedBackAndForth(DatabaseProvider provider)
    {
        // So that the test says when tiers are compared.
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider, interval: "01:00:00");
        var detector = new TierChangeDetector(school.Host.Services.GetRequiredService<TierReader>());
        DateTimeOffset start = school.Host.Clock.Now;
        await school.RegisterAsync(1);
        school.Host.Clock.Now = start.AddDays(-7) + (Difference / 2);
        await school.ActAsync(1, events: 5);
        school.Host.Clock.Now = start;

        List<string> found = [];
        // Five events leave the window when ten minutes have passed. Two hours are more than clocks are believed to
        // differ, so these are followed.
        foreach (int minutes in (int[])[0, 10, 0, 9, 11, 5, -120])
        {
            foreach (LeadScoreChange change in (await detector.DetectAsync(
                start.UtcDateTime.AddMinutes(minutes), CancellationToken.None)).SelectMany(message => message))
            {
                found.Add($"{minutes}: {change.Previous} {change.Current} at "
                    + $"{(change.ChangedAt - start.UtcDateTime).TotalMinutes}");
            }
        }

        Assert.Equal(["10: Cool Cold at 10", "-120: Cold Cool at -120"], found);
    }

    [PostgreSqlFact]
    public async Task Ticks_OfTwoInstances_DoNotMoveALeadBackAndForth()
    {
        DateTime now = TickScripts.Now;
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(TickScripts.Registrations(1, 1));
        await TickScripts.TickAsync(database.Instance(), now);
        await database.ExecuteAsync(
            TickScripts.Events(1, 5, now.AddDays(-7) + Difference - TimeSpan.FromMinutes(1)));

        for (int turn = 0; turn < 6; turn++)
        {
            await TickScripts.TickAsync(database.Instance(), turn % 2 == 0 ? now : now + Difference);
        }

        Assert.Equal(["1 0 1 0", "1 1 0 1"], await database.RowsAsync(
            "SELECT user_id, previous, current, reason FROM leadgraph.tier_changes ORDER BY id"));
        Assert.Equal(["0"], await database.RowsAsync("""
            SELECT count(*) FROM leadgraph.tier_changes one
            JOIN leadgraph.tier_changes other ON other.id > one.id AND other.changed_at < one.changed_at
            """));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 10)]
    [InlineData(60, 60)]
    [InlineData(61, 0)]
    [InlineData(-10, 0)]
    public void Moment_IsThatOfTheLastComparisonUpToAnHour(int lastIsAhead, int expected)
    {
        DateTime now = TickScripts.Now;
        Assert.Equal(now.AddMinutes(expected), ComparisonMoment.Of(now, now.AddMinutes(lastIsAhead)));
        Assert.Equal(now, ComparisonMoment.Of(now, last: null));
    }

    // Long after the last comparison.
    private static async Task CompareAsync(ChangingDatabase school, ServiceHost host)
    {
        await using (StoreConnection store = await school.OpenStoreAsync())
        {
            await store.ExecuteAsync(
                "UPDATE leadgraph.comparison SET ended_at = '2001-01-01 00:00:00Z'", CancellationToken.None);
        }

        Assert.True(await host.Services.GetRequiredService<TierRecorder>().RecordAsync(
            () => host.Clock.Now.UtcDateTime, CancellationToken.None));
    }

    private static async Task<string> RowAsync(ChangingDatabase school, string sql)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        await using DbCommand command = store.Command(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!;
    }
}
