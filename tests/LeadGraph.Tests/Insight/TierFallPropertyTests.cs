using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using LeadGraph.Tests.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Tests.Insight;

/// <summary>When tiers fall, over random histories under random rules, in each mode.</summary>
public class TierFallPropertyTests
{
    private const int Rounds = 12;

    private static readonly DateTime Now = new FixedClock().Now.UtcDateTime;

    private sealed record Lead(long UserId, LeadScore Tier, DateTime? FallsAt, LeadScore? FallsTo);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task FallsAt_OfRandomHistories_IsWhenTheTierFalls(DatabaseProvider provider)
    {
        var random = new Random(23);
        int fell = 0;
        for (int round = 0; round < Rounds; round++)
        {
            string time = round % 2 == 0 || provider == DatabaseProvider.Sqlite ? "timestamp" : "timestamptz";
            string database = await OwnTables.CreateAsync(provider, Tables(time) + Script(random));
            ScoringRules rules = RandomRules(random, round);
            await using ServiceHost host = await ServiceHost.StartAsync(database);

            List<Lead> leads = await LeadsAsync(host, rules, Now);
            Assert.Equal(leads, await LeadsAsync(host, rules, Now, ofPage: true));
            Assert.Equal(leads[..4], await host.WithDatabaseAsync(db => ReadAsync(
                db.UserActivity(rules, Now, mayReadPersonalData: true, users: [1, 2, 3, 4]))));
            await AssertEqualsRecountAsync(host, rules, leads);
            fell += await AssertFallAsync(leads, at => LeadsAsync(host, rules, at));
        }

        Assert.True(fell > 3 * Rounds, $"Only {fell} tiers fell.");
    }

    [PostgreSqlFact]
    public async Task FallsAt_InMaintainedMode_IsWhenTheTierFalls()
    {
        var random = new Random(29);
        int fell = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
                "SET TimeZone = 'UTC';" + Script(random), Tables(round % 2 == 0 ? "timestamp" : "timestamptz"));
            ScoringRules rules = RandomRules(random, round);
            await using ServiceHost host = await ServiceHost.StartAsync(database.ConnectionString);
            ActivityTick ticks = database.Instance(rules);

            List<Lead> leads = await TickedAsync(Now);
            await AssertEqualsRecountAsync(host, rules, leads);
            fell += await AssertFallAsync(leads, TickedAsync);

            async Task<List<Lead>> TickedAsync(DateTime at)
            {
                await ticks.RunAsync(at, TimeSpan.Zero, rebuild: false, CancellationToken.None);
                Assert.Empty(await database.DifferencesAsync(at, rules));
                return await database.WithTableAsync(table => ReadAsync(table.Set<UserActivity>()));
            }
        }

        Assert.True(fell > 3 * Rounds, $"Only {fell} tiers fell.");
    }

    // An event that is dated too far ahead to count yet would come into the window meanwhile.
    private static string Script(Random random) => ExplainedHistory.Script(random, Now)
        + $"DELETE FROM events WHERE created_at > '{Now.AddDays(1):yyyy-MM-dd HH:mm:ss}';";

    private static string Tables(string time)
        => OwnTables.WithoutKeys.Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal);

    private static ScoringRules RandomRules(Random random, int round)
    {
        ScoringRules rules = ExplainedHistory.RandomRules(random);
        return round switch
        {
            0 => new ScoringRules(),
            1 => rules with { Events = [] },
            // Everybody is cool, and nobody cold.
            2 => rules with { Cool = new ScoreThreshold() },
            _ => rules
        };
    }

    private static Task<List<Lead>> LeadsAsync(ServiceHost host, ScoringRules rules, DateTime at, bool ofPage = false)
        => host.WithDatabaseAsync(db =>
        {
            IQueryable<UserActivity> all = db.UserActivity(rules, at, mayReadPersonalData: true, forPage: ofPage);
            return ReadAsync(ofPage ? all.OrderBy(x => x.UserId).Take(100) : all);
        });

    private static async Task<List<Lead>> ReadAsync(IQueryable<UserActivity> activity)
        => [.. (await activity.Select(x => new { x.UserId, x.LeadScore, x.FallsAt, x.FallsTo }).ToListAsync())
            .OrderBy(x => x.UserId).Select(x => new Lead(x.UserId, x.LeadScore, x.FallsAt, x.FallsTo))];

    private static async Task AssertEqualsRecountAsync(ServiceHost host, ScoringRules rules, List<Lead> leads)
    {
        ILookup<long, Event> events = (await host.WithDatabaseAsync(db => db.Events.ToListAsync()))
            .Where(e => e.CreatedAt >= rules.WindowStart(Now) && e.CreatedAt <= rules.WindowEnd(Now))
            .ToLookup(e => e.UserId);
        Assert.Equal(leads.Select(lead => Expected(lead.UserId)), leads);

        Lead Expected(long user)
        {
            LeadScore tier = Recount.Of(events[user], rules, Now).LeadScore;
            var lower = events[user]
                .Select(e => Recount.Cut(e.CreatedAt)!.Value.AddDays(rules.WindowDays).AddMilliseconds(1))
                .Order()
                .Select(at => (At: at, Tier: Recount.Of(events[user], rules, at).LeadScore))
                .Where(x => x.Tier < tier)
                .Cast<(DateTime At, LeadScore Tier)?>()
                .FirstOrDefault();
            return new Lead(user, tier, lower?.At, lower?.Tier);
        }
    }

    private static async Task<int> AssertFallAsync(List<Lead> leads, Func<DateTime, Task<List<Lead>>> readAt)
    {
        foreach (var together in leads.Where(lead => lead.FallsAt is not null)
            .GroupBy(lead => lead.FallsAt!.Value).OrderBy(group => group.Key))
        {
            List<Lead> before = await readAt(together.Key.AddMilliseconds(-1)), then = await readAt(together.Key);
            foreach (Lead lead in together)
            {
                Assert.Equal(lead, before.Single(x => x.UserId == lead.UserId));
                Assert.Equal(lead.FallsTo, then.Single(x => x.UserId == lead.UserId).Tier);
            }
        }

        DateTime after = Now.AddDays(100);
        List<Lead> last = await readAt(after);
        Assert.All(leads.Where(lead => lead.FallsAt is null),
            lead => Assert.Equal(lead.Tier, last.Single(x => x.UserId == lead.UserId).Tier));
        return leads.Count(lead => lead.FallsAt is not null);
    }
}
