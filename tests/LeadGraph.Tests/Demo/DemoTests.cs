using System.Net;
using System.Net.Http.Json;
using LeadGraph.Demo;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Demo;

public class DemoTests
{
    private static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Invent_Twice_InventsTheSame()
    {
        var (registrations, events) = DemoDataGenerator.Generate(Now);
        var (again, eventsAgain) = DemoDataGenerator.Generate(Now);

        Assert.Equivalent(registrations, again, strict: true);
        Assert.Equivalent(events, eventsAgain, strict: true);
        Assert.Equal(Now, events.Max(e => e.CreatedAt));
        Assert.Contains(registrations, r => r.UserId > int.MaxValue);
        Assert.Contains(registrations, r => r.Username is null or "" or "N/A");
        Assert.True(registrations.Select(r => r.RegisteredAt!.Value.Month).Distinct().Count() >= 9);
    }

    [Fact]
    public async Task Demo_WithoutAConnectionString_ServesLeadsInEveryTierAndSaysThatItIsADemo()
    {
        string file = ReferenceData.NewSqliteFile();
        await using ServiceHost host = await StartAsync(file);

        Dictionary<LeadScore, int> tiers = await host.WithDatabaseAsync(db => db
            .UserActivity(new ScoringRules(), Now, mayReadPersonalData: false)
            .GroupBy(x => x.LeadScore).Select(g => new { Tier = g.Key, Users = g.Count() })
            .ToDictionaryAsync(x => x.Tier, x => x.Users));
        LeadRow[] leads = (await host.Client.GetFromJsonAsync<LeadRow[]>("/api/user-activity"))!;

        int hotAWeekAgo = await host.WithDatabaseAsync(db => db
            .UserActivity(new ScoringRules(), Now.AddDays(-7), mayReadPersonalData: false)
            .CountAsync(x => x.LeadScore == LeadScore.Hot));
        Assert.InRange(hotAWeekAgo, 5, 40);
        Assert.InRange(tiers[LeadScore.Hot], 15, 40);
        Assert.InRange(tiers[LeadScore.Warm], 30, 80);
        Assert.InRange(tiers[LeadScore.Cool], 40, 120);
        Assert.InRange(tiers[LeadScore.Cold], 160, 315);
        Assert.Equal(100, leads.Length);
        Assert.Contains(host.Logs.All, record => record.Level == LogLevel.Information
            && record.Message.StartsWith("This is demo data", StringComparison.Ordinal)
            && record.Message.Contains(file) && record.Message.Contains("ConnectionStrings__LeadGraph"));
    }

    [Fact]
    public async Task Demo_OutsideDevelopment_IsServedOnlyIfEnabled()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            "", ("LeadGraph:Demo:File", ReferenceData.NewSqliteFile()), ("LeadGraph:Demo:Enabled", null)));

        Assert.Equal(
            ["ConnectionStrings:LeadGraph is not set. Set it to a PostgreSQL connection string, or set "
                + "LeadGraph:Demo:Enabled to true to serve demo data."],
            failure.Failures);
    }

    [Fact]
    public async Task Demo_InEveryResponse_IsMarked()
    {
        await using ServiceHost demo = await StartAsync(ReferenceData.NewSqliteFile());
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        await using ServiceHost own = await ServiceHost.StartAsync($"Data Source={file}");

        foreach (string path in (string[])["/api/user-activity", "/api/user-activity.csv", "/", "/graphql?sdl", "/none"])
        {
            using HttpResponseMessage marked = await demo.Client.GetAsync(path);
            using HttpResponseMessage unmarked = await own.Client.GetAsync(path);
            Assert.Equal(["true"], marked.Headers.GetValues("X-LeadGraph-Demo"));
            Assert.False(unmarked.Headers.Contains("X-LeadGraph-Demo"));
        }
    }

    [Fact]
    public void Prepare_AtEachStart_MovesTheTimesAndKeepsTheData()
    {
        string file = ReferenceData.NewSqliteFile();
        var demo = new DemoFile(file);
        demo.Prepare(Now, TimeSpan.FromMinutes(2));
        string people = Ask(file, "SELECT group_concat(user_id || username) FROM free_lesson_registrations");
        string events = Ask(file, "SELECT count(*) FROM events");
        Assert.Equal("2025-09-10 14:58:00", Ask(file, "SELECT max(created_at) FROM events"));
        string span = Ask(file, "SELECT unixepoch(max(created_at)) - unixepoch(min(created_at)) FROM events");

        demo.AddEvent(userId: null, Now);
        demo.Prepare(Now.AddDays(40), TimeSpan.FromMinutes(2));

        Assert.Equal("2025-10-20 14:58:00", Ask(file, "SELECT max(created_at) FROM events"));
        Assert.Equal(span, Ask(file, "SELECT unixepoch(max(created_at)) - unixepoch(min(created_at)) FROM events"));
        Assert.Equal(events, Ask(file, "SELECT count(*) FROM events"));
        Assert.Equal(people, Ask(file, "SELECT group_concat(user_id || username) FROM free_lesson_registrations"));
    }

    [Fact]
    public void Prepare_WhereDaysAreKept_ForgetsThem()
    {
        string file = ReferenceData.NewSqliteFile();
        StoreFile store = StoreFile.Of($"Data Source={file}")!;
        store.Install();
        Ask(store.Path, "INSERT INTO tier_days VALUES ('2025-09-01', '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)");

        new DemoFile(file).Prepare(Now, TimeSpan.FromMinutes(2));

        Assert.Equal("0", Ask(store.Path, "SELECT count(*) FROM tier_days"));
    }

    [Fact]
    public void AddEvent_AgainAndAgain_KeepsTheFileSmall()
    {
        string file = ReferenceData.NewSqliteFile();
        var demo = new DemoFile(file);
        demo.Prepare(Now, TimeSpan.FromMinutes(2));
        long made = long.Parse(Ask(file, "SELECT count(*) FROM events"));
        long user = long.Parse(Ask(file, "SELECT min(user_id) FROM free_lesson_registrations"));

        for (int i = 0; i < 405; i++)
        {
            demo.AddEvent(user, Now.AddSeconds(i));
        }

        Assert.Equal($"{made + 400}", Ask(file, "SELECT count(*) FROM events"));
        Assert.Equal("2025-09-10 15:06:44", Ask(file, $"SELECT max(created_at) FROM events WHERE user_id = {user}"));
    }

    [Fact]
    public async Task Demo_AfterHoursOfTurns_HasTiersOfTheSameSizeAndLeadsThatMoved()
    {
        string file = ReferenceData.NewSqliteFile();
        await using ServiceHost host = await StartAsync(file);
        var writer = host.Services.GetServices<IHostedService>().OfType<DemoEventWriter>().Single();
        Dictionary<long, LeadScore> before = await TiersAsync(host);
        var rose = new HashSet<long>();
        var fell = new HashSet<long>();

        // A turn every 15 seconds.
        Dictionary<long, LeadScore> last = before;
        for (int turn = 0; turn < 600; turn++)
        {
            await writer.TakeTurnAsync(CancellationToken.None);
            host.Clock.Now += TimeSpan.FromSeconds(15);
            if (turn % 20 == 19)
            {
                Dictionary<long, LeadScore> now = await TiersAsync(host);
                rose.UnionWith(now.Where(lead => lead.Value > last[lead.Key]).Select(lead => lead.Key));
                fell.UnionWith(now.Where(lead => lead.Value < last[lead.Key]).Select(lead => lead.Key));
                last = now;
            }
        }

        foreach (LeadScore tier in Enum.GetValues<LeadScore>())
        {
            int first = before.Values.Count(score => score == tier), now = last.Values.Count(score => score == tier);
            Assert.InRange(now, first - 6, first + 6);
        }

        Assert.True(rose.Count > 20 && fell.Count > 20, $"{rose.Count} rose, {fell.Count} fell.");
        // The next start has the tiers of the first.
        new DemoFile(file).Prepare(Now, TimeSpan.FromMinutes(2));
        host.Clock.Now = Now;
        Assert.Equal(before, await TiersAsync(host));
    }

    [Fact]
    public async Task Demo_WhileItIsServed_GetsNewEvents()
    {
        string file = ReferenceData.NewSqliteFile();
        await using ServiceHost host = await StartAsync(file, eventEverySeconds: 1);
        string made = Ask(file, "SELECT count(*) FROM events");

        await Eventually.UntilAsync(() => Ask(file, "SELECT count(*) FROM events") != made);
        Assert.Equal("2025-09-10 15:00:00", Ask(file, "SELECT max(created_at) FROM events"));
    }

    [Fact]
    public async Task Demo_OnAFileWithOtherData_LeavesItAloneAndSaysSo()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, "CREATE TABLE diary (entry TEXT); INSERT INTO diary VALUES ('precious')");
        await using ServiceHost host = await StartAsync(file);

        Assert.Equal("precious", Ask(file, "SELECT entry FROM diary"));
        Assert.Contains(host.Logs.All, record => record.Level == LogLevel.Error
            && record.Message.Contains($"{file} is not a demo file; it was not changed."));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/health/ready")).StatusCode);
    }

    private static Task<Dictionary<long, LeadScore>> TiersAsync(ServiceHost host)
        => host.WithDatabaseAsync(db => db
            .UserActivity(new ScoringRules(), host.Clock.Now.UtcDateTime, mayReadPersonalData: false)
            .ToDictionaryAsync(lead => lead.UserId, lead => lead.LeadScore));

    private static Task<ServiceHost> StartAsync(string file, int eventEverySeconds = 0)
        => ServiceHost.StartAsync(
            "", ("LeadGraph:Demo:File", file), ("LeadGraph:Demo:EventEverySeconds", $"{eventEverySeconds}"));

    private static string Ask(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return $"{command.ExecuteScalar()}";
    }
}
