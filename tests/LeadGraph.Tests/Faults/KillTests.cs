using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadGraph.Tests.Faults.History;
using LeadGraph.Tests.Hosting;
using Npgsql;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;

namespace LeadGraph.Tests.Faults;

/// <summary>
/// An instance that is killed or frozen in the midst of a tick: the other goes on, readers notice nothing, and no
/// change of tier is lost or told twice.
/// </summary>
[Collection(FaultTests.Name)]
public class KillTests(FaultyServer faulty)
{
    private const string HoldsTicks = "LOCK TABLE leadgraph.user_activity IN SHARE MODE";

    [PrivatePostgreSqlFact]
    public async Task Instance_KilledDuringATick_IsReplacedByTheOtherAndByItsRestart()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.CreateAsync(faulty.Server);
        await using ServiceProcess killed = await school.StartProcessAsync("Maintained");
        NpgsqlConnection hold = await school.HoldAsync(HoldsTicks);
        await AddCoolAsync(school, 3);
        await school.UntilWaitingAsync(1);
        await using ServiceProcess other = await school.StartProcessAsync("Maintained");
        using StreamReader changes = await ListenAsync(other);

        killed.Signal("KILL");
        Assert.Equal(0, await EventsAsync(other, 3));
        await hold.DisposeAsync();

        Assert.Equal(3, await NextChangeAsync(changes));
        Assert.Equal(5, await EventsAsync(other, 3));
        await AddCoolAsync(school, 2);
        Assert.Equal(2, await NextChangeAsync(changes));

        // Now nobody is left, until the service is started again.
        other.Signal("KILL");
        await AddCoolAsync(school, 1);
        await using ServiceProcess restarted = await school.StartProcessAsync("Maintained");
        await UntilEventsAsync(restarted, 1);
        Assert.Equal(3, await school.NumberAsync("SELECT count(*) FROM leadgraph.tier_changes"));
    }

    [PrivatePostgreSqlFact]
    public async Task Instance_FrozenDuringATick_IsReplacedByTheOtherAndGoesOnWhenItThaws()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.CreateAsync(faulty.Server);
        await using ServiceProcess frozen = await school.StartProcessAsync("Maintained");
        NpgsqlConnection hold = await school.HoldAsync(HoldsTicks);
        await AddCoolAsync(school, 3);
        await school.UntilWaitingAsync(1);
        await using ServiceProcess other = await school.StartProcessAsync("Maintained");
        using StreamReader changes = await ListenAsync(other);

        frozen.Signal("STOP");
        await hold.DisposeAsync();

        // The frozen one keeps what it holds for as long as the database lets an idle transaction.
        Assert.Equal(3, await NextChangeAsync(changes));
        frozen.Signal("CONT");
        await AddCoolAsync(school, 2);
        Assert.Equal(2, await NextChangeAsync(changes));
        await UntilEventsAsync(frozen, 2);
        Assert.Equal(2, await school.NumberAsync("SELECT count(*) FROM leadgraph.tier_changes"));
    }

    [PrivatePostgreSqlFact]
    public async Task Instance_StartedAfterAnOutage_RecordsWhatItHidWithTheMomentThatNoticedIt()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.CreateAsync(faulty.Server);
        HistoryDatabase database = HistoryDatabase.Of(school.Owner);
        await using ServiceProcess killed = await school.StartProcessAsync("Maintained");
        await AddCoolAsync(school, 3);
        await Eventually.UntilAsync(async () => (await database.RecordedAsync()).Count == 1);
        killed.Signal("KILL");
        await killed.ExitAsync(Eventually.Limit);

        await AddCoolAsync(school, 2);
        await school.ExecuteAsync("DELETE FROM events WHERE user_id = 3");
        await school.ExecuteAsync("DELETE FROM free_lesson_registrations WHERE user_id = 1");
        // An outage of a day, after which the table is computed anew.
        await school.ExecuteAsync("UPDATE leadgraph.state SET rebuilt_at = rebuilt_at - interval '1 day'");
        DateTime ended = HistoryChange.InMilliseconds(DateTime.UtcNow);
        await using ServiceProcess restarted = await school.StartProcessAsync("Maintained");
        await restarted.UntilLoggedAsync("was rebuilt (due)");

        List<HistoryChange> recorded = await database.RecordedAsync();
        Assert.Equal(
            ["3 Cold Cool events", "1 Cold Cold removal", "2 Cold Cool events", "3 Cool Cold events"],
            recorded.Select(change => $"{change.UserId} {change.Previous} {change.Current} {change.Reason}"));
        Assert.All(recorded[1..], change => Assert.InRange(change.ChangedAt, ended, DateTime.UtcNow));
        // A reader of before goes on with them.
        JsonNode rows = JsonNode.Parse(await restarted.Client.GetStringAsync($"{Address}?after={recorded[0].Id}"))!;
        Assert.Equal(recorded[1..].Select(change => change.Id), rows.AsArray().Select(row => (long)row!["id"]!));
    }

    private static Task AddCoolAsync(FaultTestDatabase school, int user) => school.ExecuteAsync(
        $"INSERT INTO events (user_id, created_at) SELECT {user}, now() AT TIME ZONE 'UTC' FROM generate_series(1, 5)");

    private static async Task<StreamReader> ListenAsync(ServiceProcess service)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query = "subscription { onLeadScoreChanged { userId } }" })
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        HttpResponseMessage stream = await service.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await stream.Content.ReadAsStreamAsync());
    }

    private static async Task<long> NextChangeAsync(StreamReader changes)
    {
        using var end = new CancellationTokenSource(Eventually.Limit);
        string? line;
        do
        {
            line = await changes.ReadLineAsync(end.Token);
            Assert.NotNull(line);
        }
        while (!line.StartsWith("data: ", StringComparison.Ordinal));

        return (long)JsonNode.Parse(line["data: ".Length..])!["data"]!["onLeadScoreChanged"]!["userId"]!;
    }

    private static Task UntilEventsAsync(ServiceProcess service, long user)
        => Eventually.UntilAsync(async () => await EventsAsync(service, user) == 5);

    private static async Task<int> EventsAsync(ServiceProcess service, long user)
        => (int)JsonNode.Parse(await service.Client.GetStringAsync("/api/user-activity"))!.AsArray()
            .Single(lead => (long)lead!["user_id"]! == user)!["total_events"]!;
}
