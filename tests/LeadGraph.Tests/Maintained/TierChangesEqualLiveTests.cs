using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Maintained;

/// <summary>
/// Random histories of the two tables: what ticks and rebuilds record is what the comparison in Live mode finds, with
/// the same reasons.
/// </summary>
public class TierChangesEqualLiveTests
{
    private const int Rounds = 40;
    private const int Users = 30;

    [PostgreSqlTheory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Changes_OfRandomHistories_AreTheSameInBothModes(int seed)
    {
        var random = new Random(seed);
        ScoringRules rules = seed % 2 == 0 ? new ScoringRules() : new ScoringRules
        {
            WindowDays = 3,
            TimeZone = "Europe/Moscow",
            Events = new Dictionary<string, EventTypeOptions> { ["x"] = new() { Weight = 2, MaxPerDay = 4 } }
        };
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync();
        ActivityTick tick = database.Instance(rules, new ActivityOptions { RebuildInterval = TimeSpan.FromDays(7) });
        using var limiters = new ReadLimiters(new ReadLimits(1, 1, 1, 1, 1));
        var live = new TierChangeDetector(
            new TierReader(database.Live, limiters, rules, Options.Create(new LiveOptions())));
        DateTime now = TickScripts.Now;
        await tick.RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);
        await DetectAsync();
        HashSet<LeadScoreChangeReason> met = [];
        for (int round = 0; round < Rounds; round++)
        {
            now += TimeSpan.FromHours(random.Next(-2, 30));
            await database.ExecuteAsync("DELETE FROM leadgraph.tier_changes;\n"
                + string.Concat(Enumerable.Range(0, 12).Select(_ => Step(random, now))));
            // Ticks do not see what happens to events that are there.
            bool rebuild = random.Next(3) == 0;
            if (rebuild)
            {
                await database.ExecuteAsync($"""
                    DELETE FROM events WHERE id % 7 = {random.Next(7)};
                    UPDATE events SET created_at = created_at - interval '3 days' WHERE id % 9 = {random.Next(9)};
                    """);
            }

            await tick.RunAsync(now, TimeSpan.Zero, rebuild, CancellationToken.None);
            LeadScoreChange[] found = await DetectAsync();

            Assert.Equal(
                found.OrderBy(change => change.UserId).Select(Row),
                await database.RowsAsync(
                    "SELECT user_id, previous, current, reason FROM leadgraph.tier_changes ORDER BY user_id"));
            met.UnionWith(found.Select(change => change.Reason));
        }

        Assert.Equal(
            [
                LeadScoreChangeReason.Events, LeadScoreChangeReason.Expiry, LeadScoreChangeReason.Registration,
                LeadScoreChangeReason.Removal
            ],
            met.Order());

        async Task<LeadScoreChange[]> DetectAsync()
            => [.. (await live.DetectAsync(now, CancellationToken.None)).SelectMany(message => message)];
    }

    private static string Row(LeadScoreChange change)
        => $"{change.UserId} {(change.Previous is { } tier ? $"{tier:D}" : "NULL")} {change.Current:D} "
            + $"{change.Reason:D}";

    private static string Step(Random random, DateTime now)
    {
        int user = random.Next(1, Users);
        return random.Next(8) switch
        {
            0 => $"DELETE FROM free_lesson_registrations WHERE user_id = {user};\n",
            1 => $"""
                DELETE FROM free_lesson_registrations WHERE user_id = {user};
                INSERT INTO free_lesson_registrations (user_id, username) VALUES ({user}, 'again');

                """,
            < 4 => $"""
                INSERT INTO free_lesson_registrations (user_id) VALUES ({user}) ON CONFLICT DO NOTHING;

                """,
            _ => TickScripts.Events(user, random.Next(1, 15), now.AddHours(-random.Next(-40, 100)))
        };
    }
}
