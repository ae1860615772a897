using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.DataQuality;

/// <summary>Rows that do not count are told of by an id, whatever type the ids of events have.</summary>
public class EventIdHealthTests
{
    private const string Uuid = "6f2d1c0e-0000-4000-8000-00000000000";

    private static readonly (string, string?) Often = ("LeadGraph:DataHealth:Interval", "00:00:00.2");

    [PostgreSqlTheory]
    [InlineData("bigint", "12", "9")]
    [InlineData("smallint", "12", "9")]
    [InlineData("numeric(20)", "12345678901234567890", "12345678901234567891")]
    [InlineData("uuid", Uuid + "1", Uuid + "2")]
    [InlineData("text", "msg:1", "msg:2")]
    [InlineData("varchar(40)", "1-ä", "1-б")]
    [InlineData("char(20)", "a", "b")]
    [InlineData("text COLLATE any_case", "a", "A")]
    [InlineData("bytea", "\\x01", "\\x02")]
    public Task DataHealth_OnPostgreSql_GivesIdsOfEveryType(string type, string twice, string once)
        => AssertAsync(DatabaseProvider.PostgreSql, type, twice, once);

    [Theory]
    [InlineData("INTEGER", "12", "9")]
    [InlineData("TEXT", "msg:1", "msg:2")]
    [InlineData("TEXT", Uuid + "1", Uuid + "2")]
    [InlineData("", "7up", "12")]
    public Task DataHealth_OnSqlite_GivesIdsOfEveryType(string type, string twice, string once)
        => AssertAsync(DatabaseProvider.Sqlite, type, twice, once);

    [PostgreSqlTheory, InlineData("uuid PRIMARY KEY"), InlineData("text UNIQUE")]
    public async Task DataHealth_WhereTheDatabaseKeepsIdsUnique_FindsNoneTwice(string type)
    {
        await using ServiceHost host = await StartAsync(DatabaseProvider.PostgreSql, type, $"""
            INSERT INTO events (id, user_id, created_at) VALUES ('{Uuid}1', 1, '2025-09-10 10:00:00');
            """);

        Assert.Equal("[]", (await CheckedAsync(host)).GetProperty("problems").GetRawText());
    }

    [PostgreSqlFact]
    public async Task Ready_WithALongIdOfText_ShowsItsBeginning()
    {
        string id = new('x', 5_000);
        await using ServiceHost host = await StartAsync(DatabaseProvider.PostgreSql, "text",
            $"INSERT INTO events (id, user_id) VALUES ('{id}', 1);");
        await CheckedAsync(host);

        string? problem = JsonElement.Parse(await host.Client.GetStringAsync("/health/ready")).GetProperty("problems")[0]
            .GetString();

        Assert.EndsWith($"does not count, such as event {id[..100]}….", problem);
    }

    private static async Task AssertAsync(DatabaseProvider provider, string type, string twice, string once)
    {
        await using ServiceHost host = await StartAsync(provider, type, $$"""
            INSERT INTO events (id, user_id, created_at, details) VALUES
                ('{{twice}}', 1, '2025-09-05 10:00:00', NULL), ('{{twice}}', 2, '2025-09-06 10:00:00', NULL),
                (NULL, 1, '2025-09-06 10:00:00', NULL), (NULL, 1, '2025-09-06 10:00:00', NULL),
                ('{{once}}', 1, '2025-09-07 10:00:00', '{a: 1}');
            INSERT INTO events (id, user_id, created_at) VALUES (NULL, 1, NULL);
            """);

        JsonElement health = await CheckedAsync(host);

        Assert.Equal(
            [
                """{"kind":"EVENT_WITHOUT_TIME","events":1,"users":1,"exampleId":null}""",
                $$"""{"kind":"DUPLICATE_EVENT_ID","events":2,"users":2,"exampleId":"{{JsonEncodedText.Encode(twice)}}"}""",
                $$"""{"kind":"INVALID_EVENT_DETAILS","events":1,"users":1,"exampleId":"{{JsonEncodedText.Encode(once)}}"}"""
            ],
            health.GetProperty("problems").EnumerateArray()
                .Select(problem => JsonSerializer.Serialize(problem)));
        string ready = JsonElement.Parse(await host.Client.GetStringAsync("/health/ready")).GetProperty("problems")
            .EnumerateArray().Select(text => text.GetString()!).Single(text => text.Contains("other events have too"));
        Assert.Equal($"2 events of 2 users have an id that other events have too, such as event {twice}.", ready);
    }

    private static async Task<ServiceHost> StartAsync(DatabaseProvider provider, string type, string rows)
        => await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(provider, $"""
                {(type.Contains("any_case") ? """
                    CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
                    """ : "")}
                CREATE TABLE free_lesson_registrations
                    (user_id bigint, username text, first_name text, email text, registered_at timestamp);
                CREATE TABLE events
                    (id {type}, user_id bigint, event_type text, created_at timestamp, details text);
                INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
                {rows}
                """), Often);

    private static async Task<JsonElement> CheckedAsync(ServiceHost host)
    {
        JsonElement health = default;
        await Eventually.UntilAsync(async () =>
        {
            health = (await host.DataAsync("{ dataHealth { problems { kind events users exampleId } unchecked } }"))
                .GetProperty("dataHealth");
            return health.ValueKind == JsonValueKind.Object;
        });
        Assert.Equal("[]", health.GetProperty("unchecked").GetRawText());
        return health;
    }
}
