using System.Globalization;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads;

/// <summary>Whatever JSON an event's details hold reaches clients as what it is.</summary>
public class DetailsTests
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 900))
        + string.Concat(Enumerable.Repeat("]", 900));

    [PostgreSqlTheory]
    [InlineData("json")]
    [InlineData("jsonb")]
    [InlineData("text")]
    public Task Details_OnPostgreSql_KeepTheirType(string type) => AssertAsync(DatabaseProvider.PostgreSql, type);

    [Fact]
    public Task Details_OnSqlite_KeepTheirType() => AssertAsync(DatabaseProvider.Sqlite, "TEXT");

    private static async Task AssertAsync(DatabaseProvider provider, string type)
    {
        (string Stored, string Shown)[] cases =
        [
            ($$"""{"a":{{Deep}}}""", $$"""{"a":{{Deep}}}"""),
            (Deep, Deep),
            ("1.5", "1.5"),
            ("[1, 1e300, -1e300]", type == "jsonb" ? $"[1,{Power(300)},-{Power(300)}]" : "[1,1e300,-1e300]"),
            ("""{"n": [1, 1e999], "m": -1e400}""", type == "jsonb"
                ? $$"""{"m":"number out of range: -{{Power(400)}}","n":[1,"number out of range: {{Power(999)}}"]}"""
                : """{"n":[1,"number out of range: 1e999"],"m":"number out of range: -1e400"}"""),
            ("1e999", $"\"number out of range: {(type == "jsonb" ? Power(999) : "1e999")}\""),
            // Strings stay as they are, whatever they look like.
            ("\"1e999\"", "\"1e999\""),
            ("""{"1e999": ["1e999", 1e999]}""", type == "jsonb"
                ? $$"""{"1e999":["1e999","number out of range: {{Power(999)}}"]}"""
                : """{"1e999":["1e999","number out of range: 1e999"]}"""),
            ("[1.7976931348623157e308, -0.0, 5e-400]", type == "jsonb"
                ? $"[{MostOfADouble},0.0,0.{new string('0', 399)}5]" : "[1.7976931348623157e308,-0.0,5e-400]"),
            ("\"two\\nlines\"", "\"two\\nlines\""),
            ("{\n\"a\":\r\n" + Deep + "}", $$"""{"a":{{Deep}}}""")
        ];
        string rows = string.Join(", ", cases.Select((x, i) => string.Create(
            CultureInfo.InvariantCulture, $"({i}, 1, 'x', '2025-09-10 10:00:00', '{x.Stored}')")));
        string database = await OwnTables.CreateAsync(provider, $"""
            CREATE TABLE free_lesson_registrations
                (user_id bigint, username text, first_name text, email text, registered_at timestamp);
            CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at timestamp, details {type});
            INSERT INTO free_lesson_registrations (user_id) VALUES (1);
            INSERT INTO events VALUES {rows};
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        using HttpResponseMessage response = await host.Client.PostAsync("/graphql", new StringContent(
            """{"query":"{ userActivityById(userId: 1) { recentEvents(first: 100) { id details } } }"}""",
            System.Text.Encoding.UTF8, "application/json"));
        using JsonDocument answer = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(), new JsonDocumentOptions { MaxDepth = 2000 });

        // jsonb has blanks of its own.
        Assert.Equal(cases.Select(x => x.Shown.Replace(": ", ":")), answer.RootElement.GetProperty("data")
            .GetProperty("userActivityById").GetProperty("recentEvents").EnumerateArray()
            .OrderBy(e => e.GetProperty("id").GetInt64())
            .Select(e => e.GetProperty("details").GetRawText().Replace(": ", ":").Replace(", ", ",")));
    }

    private static readonly string MostOfADouble = $"17976931348623157{new string('0', 292)}";

    private static string Power(int zeros) => "1" + new string('0', zeros);
}
