using System.Net;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Npgsql;

namespace LeadGraph.Tests.Leads;

/// <summary>Search finds texts in the forms in which people write them, in both modes and on both databases.</summary>
public class SearchTests
{
    private const string Path = "/api/user-activity";

    private const string Rows = """
        INSERT INTO free_lesson_registrations (user_id, username, first_name, email) VALUES
            (1, 'artem', 'Артём', 'Artem@Example.org'), (2, NULL, 'Тимофей', NULL),
            (3, NULL, 'Тимофей', NULL), (4, 'Ann_Lee', 'Ａｎｎａ', NULL), (5, NULL, '𝓜𝓪𝓻𝓲𝓪 ﬁne', NULL),
            (6, NULL, 'Київ', NULL), (7, NULL, 'Киів', NULL), (8, NULL, 'ΣΟΦΟΣ', NULL);
        """;

    // Two of the ways in which a server folds: with a locale of its own, and with none.
    public static TheoryData<DatabaseProvider, string, string> Databases => PostgreSqlServer.WhyNone is null
        ? new()
        {
            { DatabaseProvider.Sqlite, "Live", "" },
            { DatabaseProvider.PostgreSql, "Live", "C.UTF-8" },
            { DatabaseProvider.PostgreSql, "Live", "C" },
            { DatabaseProvider.PostgreSql, "Maintained", "C.UTF-8" }
        }
        : new() { { DatabaseProvider.Sqlite, "Live", "" } };

    [Theory, MemberData(nameof(Databases))]
    public async Task Search_FindsWhatAReaderTakesForTheSame(DatabaseProvider provider, string mode, string locale)
    {
        string database = await CreateAsync(provider, locale);
        await OwnTables.ExecuteAsync(provider, database, Rows.Replace(
            "(3, NULL, 'Тимофей'", "(3, NULL, 'Тимофе\u0438\u0306'", StringComparison.Ordinal));
        await using ServiceHost host = await StartAsync(database, mode);

        Assert.Equal("1", await FindAsync(host, "Артем"));
        Assert.Equal("1", await FindAsync(host, "АРТЁМ"));
        Assert.Equal("1", await FindAsync(host, "арте\u0308м"));
        Assert.Equal("1", await FindAsync(host, "artem@EXAMPLE"));
        Assert.Equal("2, 3", await FindAsync(host, "тимофей"));
        Assert.Equal("2, 3", await FindAsync(host, "ТИМОФЕ\u0418\u0306"));
        Assert.Equal("4", await FindAsync(host, "anna"));
        Assert.Equal("4", await FindAsync(host, "ann_l"));
        Assert.Equal("5", await FindAsync(host, "maria fi"));
        // Letters that only look alike are other letters.
        Assert.Equal("6", await FindAsync(host, "київ"));
        Assert.Equal("7", await FindAsync(host, "киів"));
        Assert.Equal("8", await FindAsync(host, "σοφος"));
        Assert.Empty(await FindAsync(host, "тимофеи"));
    }

    [PostgreSqlTheory, InlineData("Live"), InlineData("Maintained")]
    public async Task Search_WhereTextsHaveANondeterministicCollation_WorksAndFiltersRespectCase(string mode)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, """
            CREATE COLLATION ignoring_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE TABLE free_lesson_registrations (user_id bigint PRIMARY KEY, username text COLLATE ignoring_case,
                first_name varchar(90) COLLATE ignoring_case, email text COLLATE ignoring_case,
                registered_at timestamp);
            CREATE TABLE events (id serial PRIMARY KEY, user_id bigint, event_type text COLLATE ignoring_case,
                created_at timestamp, details jsonb);
            CREATE INDEX ON events (user_id, created_at);
            INSERT INTO free_lesson_registrations VALUES (1, 'ann', 'Ann', 'ANN@example.org'), (2, 'ANN', 'B', NULL);
            """);
        await using ServiceHost host = await StartAsync(database, mode);

        Assert.Equal("1, 2", await FindAsync(host, "Ann"));
        Assert.Equal("1", await FilterAsync(host, """{ username: { contains: "nn" } }"""));
        Assert.Equal("2", await FilterAsync(host, """{ username: { startsWith: "AN" } }"""));
        Assert.Equal("1", await FilterAsync(host, """{ firstName: { endsWith: "nn" } }"""));
        Assert.Equal("1", await FilterAsync(host, """{ username: { eq: "ann" } }"""));
        Assert.Equal("2", await FilterAsync(host, """{ username: { in: ["ANN", "Bob"] } }"""));
        JsonElement page = await host.DataAsync("""
            { userActivity(order: [{ username: DESC }]) { nodes { userId explanation { next { points } } } } }
            """);
        Assert.Equal(2, page.GetProperty("userActivity").GetProperty("nodes").GetArrayLength());

        // A name that changes its case alone is another name.
        await PostgreSqlServer.ExecuteAsync(
            database, "UPDATE free_lesson_registrations SET username = 'Ann' WHERE user_id = 1");
        await Eventually.UntilAsync(async () => (await host.Client.GetStringAsync(Path)).Contains("\"Ann\","
            + "\"first_name\"", StringComparison.Ordinal));
    }

    [PostgreSqlTheory, InlineData("WIN1251"), InlineData("SQL_ASCII")]
    public async Task Search_WhereTheServerCannotNormalize_StillFindsText(string encoding)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync("C", encoding);
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables
            + "INSERT INTO free_lesson_registrations VALUES (1, 'Ann_Lee', 'Ann', NULL, NULL)");
        await using ServiceHost host = await StartAsync(database, "Live");

        Assert.Equal("1", await FindAsync(host, "ANN_l"));
    }

    [PostgreSqlFact]
    public async Task Search_InTextsOfOtherTypes_FindsThem()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, """
            CREATE EXTENSION citext;
            CREATE TABLE free_lesson_registrations (user_id bigint PRIMARY KEY, username citext, first_name char(20),
                email varchar(80), registered_at timestamp);
            CREATE TABLE events (id serial PRIMARY KEY, user_id bigint, event_type text, created_at timestamp,
                details jsonb);
            INSERT INTO free_lesson_registrations VALUES (1, 'Артём', 'Ольга', 'Ё@example.org')
            """);
        await using ServiceHost host = await StartAsync(database, "Live");

        foreach (string text in (string[])["АРТЕМ", "ольГА", "е@EX"])
        {
            Assert.Equal("1", await FindAsync(host, text));
        }
    }

    private static async Task<string> CreateAsync(DatabaseProvider provider, string locale)
    {
        if (provider == DatabaseProvider.Sqlite)
        {
            return await OwnTables.CreateAsync(provider, ReferenceData.SqliteTables);
        }

        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync(locale);
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        return database;
    }

    private static async Task<ServiceHost> StartAsync(string database, string mode)
    {
        if (mode == "Live")
        {
            return await ServiceHost.StartAsync(database);
        }

        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database))
        {
            await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
        }

        ServiceHost host = await ServiceHost.StartAsync(database, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        return host;
    }

    private static async Task<string> FindAsync(ServiceHost host, string text)
    {
        using HttpResponseMessage response = await host.Client.GetAsync($"{Path}?search={Uri.EscapeDataString(text)}");
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        JsonElement found = await host.DataAsync(
            "query($text: String!) { userActivity(search: $text) { nodes { userId } } }", new { text });
        string users = string.Join(", ", JsonElement.Parse(body).EnumerateArray()
            .Select(lead => lead.GetProperty("user_id").GetInt64()).Order());
        Assert.Equal(users, Users(found));
        return users;
    }

    private static async Task<string> FilterAsync(ServiceHost host, string filter)
        => Users(await host.DataAsync($"{{ userActivity(where: {filter}) {{ nodes {{ userId }} }} }}"));

    private static string Users(JsonElement data)
        => string.Join(", ", data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
            .Select(lead => lead.GetProperty("userId").GetInt64()).Order());
}
