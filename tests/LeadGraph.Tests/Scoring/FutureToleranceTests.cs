using System.Text.Json.Nodes;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Scoring;

/// <summary>Events dated ahead of the clock: a little is a clock that goes wrong, more is a mistake.</summary>
public class FutureToleranceTests
{
    private const string Rows = OwnTables.WithoutKeys + """
        INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
        INSERT INTO events (id, user_id, event_type, created_at) VALUES
            (1, 1, 'past', '2025-09-10 14:00:00'), (2, 1, 'soon', '2025-09-10 15:30:00'),
            (3, 1, 'at the bound', '2025-09-11 15:00:00'), (4, 1, 'past it', '2025-09-11 15:00:00.001'),
            (5, 2, 'years ahead', '2031-09-11 15:00:00');
        """;

    private static readonly DateTime Now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Live_LeavesOutWhatIsFurtherAheadThanTheTolerance(DatabaseProvider provider)
    {
        string database = await OwnTables.CreateAsync(provider, Rows);
        foreach (var (tolerance, events, last) in new (string?, int, string)[]
        {
            (null, 3, "2025-09-11T15:00:00.000Z"), ("00:00:00", 1, "2025-09-10T14:00:00.000Z"),
            ("01:00:00", 2, "2025-09-10T15:30:00.000Z"), ("30.00:00:00", 4, "2025-09-11T15:00:00.001Z")
        })
        {
            await using ServiceHost host = await ServiceHost.StartAsync(
                database, tolerance is null ? [] : [("LeadGraph:Scoring:FutureTolerance", tolerance)]);

            JsonNode answer = JsonNode.Parse((await host.DataAsync(
                "{ userActivity(order: { userId: ASC }) { nodes { totalEvents lastActivity recentEvents { id } } } }"))
                .GetRawText())!;

            JsonArray leads = answer["userActivity"]!["nodes"]!.AsArray();
            Assert.Equal((events, last),
                ((int)leads[0]!["totalEvents"]!, (string)leads[0]!["lastActivity"]!));
            Assert.Equal(events, leads[0]!["recentEvents"]!.AsArray().Count);
            Assert.Equal("""{"totalEvents":0,"lastActivity":null,"recentEvents":[]}""", leads[1]!.ToJsonString());
        }
    }

    [PostgreSqlFact]
    public async Task Maintained_CountsAnEventWhenItsTimeComesWithinTheTolerance()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync("""
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
            INSERT INTO events (user_id, created_at)
            SELECT 1, '2025-09-11 15:00:00Z'::timestamptz + n * interval '1 minute' FROM generate_series(0, 9) n;
            """);
        ActivityTick instance = database.Instance();
        // Once the clock is set back, by so little that it is waited for.
        foreach (var (minutes, asOf, events) in new[] { (0, 0, 1), (1, 1, 2), (5, 5, 6), (3, 5, 6), (59, 59, 10) })
        {
            TickResult result = await instance.RunAsync(
                Now.AddMinutes(minutes), TimeSpan.Zero, rebuild: false, CancellationToken.None);

            Assert.Equal(minutes == 0 ? TickKind.Rebuild : TickKind.Incremental, result.Kind);
            Assert.Equal([$"1 {events}", "2 0"], await database.RowsAsync(
                "SELECT user_id, total_events FROM leadgraph.user_activity ORDER BY user_id"));
            Assert.Empty(await database.DifferencesAsync(Now.AddMinutes(asOf)));
        }
    }

    [PostgreSqlFact]
    public async Task Status_TellsHowManyEventsAreTooFarAhead()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync("""
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
            INSERT INTO events (id, user_id, created_at) VALUES (7, 1, now()), (9, 2, '3031-01-01'), (8, 1, 'infinity');
            """);
        await database.Instance().RunAsync(DateTime.UtcNow, TimeSpan.Zero, rebuild: false, CancellationToken.None);

        using var status = new StringWriter();
        await MaintainedStatus.WriteAsync(database.Source, status, CancellationToken.None);

        Assert.Contains("2 events of 2 users are dated too far ahead to count, such as event 8", status.ToString());
    }

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("30.00:00:01")]
    public async Task Start_WithAToleranceOutOfRange_NamesTheSetting(string tolerance)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            $"Data Source={ReferenceData.NewSqliteFile()}", ("LeadGraph:Scoring:FutureTolerance", tolerance)));

        Assert.Equal($"LeadGraph:Scoring:FutureTolerance is {tolerance}; it must be 00:00:00 to 30.00:00:00.",
            refused.Message);
    }
}
