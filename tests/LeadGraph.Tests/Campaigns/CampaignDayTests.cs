using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Campaigns;

/// <summary>What came of a campaign where the table of events keeps days, not times.</summary>
public class CampaignDayTests
{
    // The campaign is made on September 10 at 15:00 UTC, and lasts until September 13 at 15:00 UTC.
    [PostgreSqlTheory]
    [InlineData("UTC", 3, 118_800)]
    [InlineData("Europe/Moscow", 3, 108_000)]
    public async Task Results_OfEventsWithDaysAlone_CountFromTheDayOfTheCreation(
        string zone, int converted, double medianSeconds)
    {
        string database = await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, """
            CREATE TABLE free_lesson_registrations
                (user_id bigint, username text, first_name text, email text, registered_at date);
            CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at date, details jsonb);
            INSERT INTO free_lesson_registrations (user_id) SELECT n FROM generate_series(1, 5) n;
            """);
        await ChangingDatabase.InstallAsync(database);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, ("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "01:00:00"),
            ("LeadGraph:Scoring:TimeZone", zone));
        string id = await CreateAsync(host, "name: \"x\", goal: { eventTypes: [\"paid\"], withinDays: 3 }");
        await OwnTables.ExecuteAsync(DatabaseProvider.PostgreSql, database, """
            INSERT INTO events (id, user_id, event_type, created_at) VALUES
                (1, 1, 'paid', '2025-09-10'), (2, 2, 'paid', '2025-09-09'), (3, 3, 'paid', '2025-09-13'),
                (4, 4, 'paid', '2025-09-14'), (5, 5, 'paid', '2025-09-12')
            """);
        host.Clock.Now += TimeSpan.FromDays(5);

        JsonElement result = (await host.DataAsync(
            $"{{ campaign(id: {id}) {{ results {{ members converted medianSeconds }} }} }}"))
            .GetProperty("campaign").GetProperty("results")[0];

        Assert.Equal(
            (5, converted, medianSeconds),
            (result.GetProperty("members").GetInt32(), result.GetProperty("converted").GetInt32(),
                result.GetProperty("medianSeconds").GetDouble()));
    }
}
