using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Campaigns.CampaignLists;

namespace LeadGraph.Tests.Campaigns;

/// <summary>The columns and formats of a campaign list.</summary>
public class CampaignFormTests
{
    private static readonly XNamespace Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Theory]
    [InlineData("@johndoe", "johndoe", "https://t.me/johndoe")]
    [InlineData("https://t.me/johndoe", "johndoe", "https://t.me/johndoe")]
    [InlineData("t.me/johndoe", "johndoe", "https://t.me/johndoe")]
    [InlineData("johndoe", "johndoe", "https://t.me/johndoe")]
    [InlineData("N/A", "N/A", "")]
    [InlineData("@abc", "'@abc", "")]
    public async Task Get_UsernameInAnyForm_ListsTheNameAloneAndTheLink(string username, string name, string link)
    {
        await using ServiceHost host = await StartAsync($"(7, '{username}', NULL, NULL, NULL)");

        Assert.Equal(
            $"username,telegram_url\r\n{name},{link}\r\n",
            await host.Client.GetStringAsync($"{ListPath}?columns=username,telegram_url"));
    }

    [Theory]
    [InlineData("@JohnDoe")]
    [InlineData("t.me/johndoe")]
    [InlineData("https://t.me/johndoe")]
    [InlineData("johndoe")]
    public async Task Get_WithAUsernameAsSearch_FindsEveryForm(string search)
    {
        await using ServiceHost host = await StartAsync("""
            (1, 'johndoe', NULL, NULL, NULL), (2, '@johndoe', NULL, NULL, NULL), (3, 'N/A', NULL, NULL, NULL),
            (4, 'https://t.me/johndoe', NULL, NULL, NULL)
            """);

        Assert.Equal(
            "user_id\r\n1\r\n2\r\n4\r\n",
            await host.Client.GetStringAsync(
                $"{ListPath}?columns=user_id&order=user_id.asc&search={Uri.EscapeDataString(search)}"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Get_WithColumns_ListsThemInThatOrderAndReadsNoOthers(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        string list = await host.Client.GetStringAsync($"{ListPath}?columns=first_name,user_id&order=user_id.asc");

        Assert.StartsWith("first_name,user_id\r\n", list, StringComparison.Ordinal);
        string statement = host.Logs.Sql.Last(sql => sql.Contains("free_lesson_registrations"));
        Assert.DoesNotContain("email", statement);
        Assert.DoesNotContain("max(", statement, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("%3B", ";")]
    [InlineData("tab", "\t")]
    [InlineData(",", ",")]
    public async Task Get_WithASeparator_SeparatesCellsByIt(string given, string separator)
    {
        await using ServiceHost host = await StartAsync("(7, NULL, 'a;b,c' || char(9) || 'd', NULL, NULL)");

        Assert.Equal(
            $"user_id{separator}first_name\r\n7{separator}\"a;b,c\td\"\r\n",
            await host.Client.GetStringAsync($"{ListPath}?columns=user_id,first_name&separator={given}"));
    }

    [Fact]
    public async Task Get_WithASemicolon_GuardsFormulasBehindCommas()
    {
        await using ServiceHost host = await StartAsync("(7, NULL, 'Ann,=1', NULL, NULL)");

        Assert.Equal(
            "user_id;first_name\r\n7;\"Ann,'=1\"\r\n",
            await host.Client.GetStringAsync($"{ListPath}?columns=user_id,first_name&separator=;"));
    }

    [Fact]
    public async Task Get_Raw_ListsTextsAsTheyAre()
    {
        await using ServiceHost host = await StartAsync("(7, NULL, '=1;=2', '@x', NULL)");

        Assert.Equal(
            "first_name,email\r\n\"=1;=2\",@x\r\n",
            await host.Client.GetStringAsync($"{ListPath}?columns=first_name,email&raw=true"));
    }

    [Fact]
    public async Task Get_AsJsonLines_ListsAnObjectPerLine()
    {
        await using ServiceHost host = await StartAsync(
            "(9007199254740993, '@johndoe', 'Анна \"=1\"', NULL, '2025-09-01 06:00:00.123')");

        using HttpResponseMessage response = await host.Client.GetAsync($"{ListPath}?format=jsonl");

        Assert.Equal("application/jsonl; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.EndsWith(".jsonl", response.Content.Headers.ContentDisposition?.FileName);
        string[] lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal("""
            {"user_id":9007199254740993,"username":"johndoe","first_name":"Анна \"=1\"","email":null,"total_events":0,"active_days":0,"last_activity":null,"lead_score":"cold","registered_at":"2025-09-01T06:00:00.123Z","telegram_url":"https://t.me/johndoe"}
            """, lines[0]);
        Assert.NotNull(JsonNode.Parse(lines[0]));
        Assert.Equal([""], lines[1..]);
    }

    [Fact]
    public async Task Get_AsWorkbook_HasDatesInTheScoringZoneAndIdsAsText()
    {
        await using ServiceHost host = await StartAsync(
            "(9007199254740993, '@johndoe', '=1' || char(1), NULL, '2025-09-01 22:30:00')",
            ("LeadGraph:Scoring:TimeZone", "Europe/Moscow"));

        using HttpResponseMessage response = await host.Client.GetAsync(
            $"{ListPath}?format=xlsx&columns=user_id,first_name,total_events,registered_at,last_activity");

        Assert.Equal(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            response.Content.Headers.ContentType?.ToString());
        Assert.EndsWith(".xlsx", response.Content.Headers.ContentDisposition?.FileName);
        string?[][] rows = Rows(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("user_id,first_name,total_events,registered_at,last_activity", string.Join(',', rows[0]));
        Assert.Equal("9007199254740993", rows[1][0]);
        Assert.Equal("=1\uFFFD", rows[1][1]);
        Assert.Equal("0", rows[1][2]);
        DateTime local = DateTime.FromOADate(double.Parse(rows[1][3]!, CultureInfo.InvariantCulture));
        Assert.Equal(new DateTime(2025, 9, 2, 1, 30, 0), local);
        Assert.Equal(2, rows.Length);
    }

    [Fact]
    public async Task Get_AsWorkbookWithManyLeads_ListsAllOfThem()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, $"""
            {ReferenceData.SqliteTables}
            WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 20000)
            INSERT INTO free_lesson_registrations (user_id, username) SELECT id, 'user' || id FROM n;
            """);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        string?[][] rows = Rows(await host.Client.GetByteArrayAsync($"{ListPath}?format=xlsx&order=user_id.asc"));

        Assert.Equal(Enumerable.Range(1, 20_000).Select(id => $"{id}"), rows.Skip(1).Select(row => row[0]));
    }

    [Theory]
    [InlineData("columns=password", "columns accepts user_id, ")]
    [InlineData("columns=", "columns accepts user_id, ")]
    [InlineData("columns=user_id,user_id", "columns accepts user_id, ")]
    [InlineData("format=pdf", "format accepts csv, jsonl or xlsx.")]
    [InlineData("format=1", "format accepts csv, jsonl or xlsx.")]
    [InlineData("format=", "format accepts csv, jsonl or xlsx.")]
    [InlineData("format=csv&format=csv", "format accepts csv, jsonl or xlsx.")]
    [InlineData("separator=x", "separator accepts a comma, a semicolon (%3B) or the word tab.")]
    [InlineData("raw=yes", "raw accepts true or false.")]
    [InlineData("raw=true&format=xlsx", "separator and raw apply to format=csv; ")]
    public async Task Get_WithAnInvalidForm_Gets400WithTheAcceptedValues(string query, string error)
    {
        await using ServiceHost host = await StartAsync("(7, NULL, NULL, NULL, NULL)");

        using HttpResponseMessage response = await host.Client.GetAsync($"{ListPath}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith($"{{\"error\":\"{error}", await response.Content.ReadAsStringAsync());
    }

    private static Task<ServiceHost> StartAsync(string registration, params (string Key, string? Value)[] settings)
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, $"""
            {ReferenceData.SqliteTables}
            INSERT INTO free_lesson_registrations (user_id, username, first_name, email, registered_at)
            VALUES {registration};
            """);
        return ServiceHost.StartAsync($"Data Source={file}", settings);
    }

    // The cells of the first worksheet. A cell without a value is null.
    private static string?[][] Rows(byte[] workbook)
    {
        using var archive = new ZipArchive(new MemoryStream(workbook));
        using Stream stream = archive.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        return [.. XDocument.Load(stream).Descendants(Sheet + "row").Select(row => row.Elements(Sheet + "c")
            .Select(cell => (string?)cell.Descendants(Sheet + "t").FirstOrDefault() ?? (string?)cell.Element(Sheet + "v"))
            .ToArray())];
    }
}
