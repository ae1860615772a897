using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Npgsql;

namespace LeadGraph.Tests.Leads;

/// <summary>A username is found by each form in which people write it, whole or its beginning.</summary>
public class UsernameSearchTests
{
    private const string Rows = """
        INSERT INTO free_lesson_registrations (user_id, username, first_name, email) VALUES
            (1, 'ivan', NULL, NULL), (2, '@Ivan_2', NULL, NULL), (3, 'https://t.me/ivan_3', NULL, NULL),
            (4, 'telegram.me/IVAN_4/', NULL, NULL), (5, 'anna', 'Olga', 'olga@ivanov.example'),
            (6, NULL, 'Boris', 'tme@example.org'), (7, 'N/A', NULL, NULL), (8, 'иванов', '@ivy', NULL);
        """;

    public static TheoryData<string, string> Texts => new()
    {
        { "iva", "1, 2, 3, 4, 5" },
        { "@iva", "1, 2, 3, 4, 5" },
        { "@IVAN_2", "2" },
        { " @ivan_3 ", "3" },
        { "ivan_4", "4" },
        { "t.me/ivan_2", "2" },
        { "T.ME/Ivan_2", "2" },
        { "https://t.me/ivan_2", "2" },
        { "HTTPS://T.me/ivan_2/", "2" },
        { "http://t.me/ivan_2", "2" },
        { "telegram.me/ivan_2", "2" },
        { "https://telegram.me/ivan_2/", "2" },
        { "\thttps://Telegram.me/IVAN_2\n", "2" },
        { "t.me/ivan_2?start=lesson-1", "2" },
        { "https://t.me/ivan_2/?start=a&b=t.me/anna", "2" },
        { "https://t.me/ivan_2#top", "2" },
        { "https://www.t.me/ivan_2", "2" },
        { "https://t.me/@ivan_2", "2" },
        { "ivan_2.t.me", "2" },
        { "https://ivan_2.t.me/", "2" },
        { "tg://resolve?domain=ivan_2", "2" },
        { "tg://resolve?domain=ivan_2&start=x", "2" },
        { "https://t.me/iva", "1, 2, 3, 4" },
        { "@иван", "8" },
        { "@ivan", "1, 2, 3, 4, 5" },
        // What is no name is looked for as it is.
        { "@", "2, 5, 6, 8" },
        { "@ivy", "8" },
        { "t.me/", "3" },
        { "@example.org", "6" },
        { "https://t.me/+AbCd", "" },
        { "https://example.org/ivan", "" },
        { "https://t.me.example/ivan_2", "" },
        { "@@ivan_2", "" }
    };

    [Theory, MemberData(nameof(Texts))]
    public Task Search_OnSqlite_FindsTheUsername(string text, string users)
        => AssertAsync(Sqlite.Value, text, users);

    [PostgreSqlTheory, MemberData(nameof(Texts))]
    public Task Search_OnPostgreSql_FindsTheUsername(string text, string users)
        => AssertAsync(PostgreSql.Value, text, users);

    [PostgreSqlFact]
    public async Task Search_InMaintainedMode_FindsTheUsernames()
    {
        string database = await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, ReferenceData.PostgreSqlTables + Rows);
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(database))
        {
            await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
        }

        await using ServiceHost host = await ServiceHost.StartAsync(database, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();

        foreach (object?[] row in Texts)
        {
            Assert.Equal((string)row[1]!, await FindAsync(host, (string)row[0]!));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Segment_WithAPastedLink_HasTheUser(DatabaseProvider provider)
    {
        string database = await OwnTables.CreateAsync(provider,
            (provider == DatabaseProvider.Sqlite ? ReferenceData.SqliteTables : ReferenceData.PostgreSqlTables) + Rows);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, ("LeadGraph:Segments:one:Search", " https://t.me/Ivan_2?start=x "));

        Assert.Equal("2", Ids(await host.Client.GetStringAsync("/api/user-activity?segment=one")));
    }

    [Theory]
    [InlineData("telegram.me/johndoe", "https://t.me/johndoe")]
    [InlineData("https://telegram.me/johndoe", "https://t.me/johndoe")]
    [InlineData("HTTP://Telegram.ME/johndoe/", "https://t.me/johndoe")]
    [InlineData("https://t.me/johndoe/", "https://t.me/johndoe")]
    public void Link_OfARegisteredForm_IsThatOfTheName(string username, string link)
        => Assert.Equal(link, TelegramLink.Of(username));

    [Theory]
    [InlineData("johndoe/")]
    [InlineData("@johndoe/")]
    [InlineData("https://t.me/johndoe//")]
    [InlineData("telegram.me.example/johndoe")]
    [InlineData("https://nottelegram.me/johndoe")]
    public void Link_OfWhatIsNoLink_IsNone(string username) => Assert.Null(TelegramLink.Of(username));

    // One host for all texts.
    private static readonly Lazy<Task<ServiceHost>> Sqlite = new(() => StartAsync(DatabaseProvider.Sqlite));
    private static readonly Lazy<Task<ServiceHost>> PostgreSql = new(() => StartAsync(DatabaseProvider.PostgreSql));

    private static async Task<ServiceHost> StartAsync(DatabaseProvider provider)
        => await ServiceHost.StartAsync(await OwnTables.CreateAsync(provider,
            (provider == DatabaseProvider.Sqlite ? ReferenceData.SqliteTables : ReferenceData.PostgreSqlTables) + Rows));

    private static async Task AssertAsync(Task<ServiceHost> host, string text, string users)
        => Assert.Equal(users, await FindAsync(await host, text));

    private static async Task<string> FindAsync(ServiceHost host, string text)
    {
        JsonElement found = await host.DataAsync(
            "query($text: String!) { userActivity(search: $text, order: { userId: ASC }) { nodes { userId } } }",
            new { text });
        string users = string.Join(", ", found.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
            .Select(lead => lead.GetProperty("userId").GetInt64()));
        Assert.Equal(
            users, Ids(await host.Client.GetStringAsync($"/api/user-activity?search={Uri.EscapeDataString(text)}")));
        return users;
    }

    private static string Ids(string leads) => string.Join(", ", JsonElement.Parse(leads).EnumerateArray()
        .Select(lead => lead.GetProperty("user_id").GetInt64()).Order());
}
