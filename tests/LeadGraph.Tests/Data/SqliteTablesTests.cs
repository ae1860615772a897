using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Leads;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Data;

/// <summary>A SQLite file of somebody's own.</summary>
public class SqliteTablesTests
{
    private const string Path = "/api/user-activity";

    [Fact]
    public async Task Registrations_SeveralPerUser_TheLatestStands()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, """
            CREATE TABLE free_lesson_registrations
                (id INTEGER PRIMARY KEY, user_id INTEGER, username TEXT, first_name TEXT, email TEXT,
                registered_at TEXT);
            CREATE TABLE events
                (id INTEGER PRIMARY KEY, user_id INTEGER, event_type TEXT, created_at TEXT, details TEXT);
            INSERT INTO free_lesson_registrations (user_id, username, registered_at) VALUES
                (1, 'old', '2025-01-01 00:00:00'), (1, 'new', '2025-03-01 00:00:00'), (1, 'undated', NULL),
                (2, 'first of a tie', NULL), (2, 'last of a tie', NULL), (NULL, 'nobody', NULL);
            INSERT INTO events (user_id, created_at) VALUES (2, '2025-09-10 10:00:00'), (NULL, '2025-09-10 10:00:00');
            """);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        LeadRow[] leads = (await host.Client.GetFromJsonAsync<LeadRow[]>(Path))!;

        Assert.Equal(
            [(2, "last of a tie", 1), (1, "new", 0)],
            leads.Select(lead => (lead.UserId, lead.Username!, lead.TotalEvents)));
    }

    [Theory]
    [InlineData("INTEGER")]
    [InlineData("")]
    public async Task Users_WhoseIdIsNoWholeNumber_AreNobodyElse(string type)
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, $"""
            CREATE TABLE free_lesson_registrations
                (id INTEGER PRIMARY KEY, user_id {type}, username TEXT, first_name TEXT, email TEXT,
                registered_at TEXT);
            CREATE TABLE events
                (id INTEGER PRIMARY KEY, user_id {type}, event_type TEXT, created_at TEXT, details TEXT);
            INSERT INTO free_lesson_registrations (user_id, username) VALUES
                (2, 'two'), (2.5, 'a half'), ('2x', 'text'), (x'32', 'bytes'), (1e30, 'huge'), ('', 'empty');
            INSERT INTO events (user_id, created_at) VALUES
                (2, '2025-09-10 10:00:00'), (2.5, '2025-09-10 10:00:00'), ('2x', '2025-09-10 10:00:00'),
                (2, '2025-09-10 01:00:00 PM');
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            $"Data Source={file}", ("LeadGraph:DataHealth:Interval", "00:00:00.2"));

        LeadRow[] leads = (await host.Client.GetFromJsonAsync<LeadRow[]>(Path))!;
        JsonElement health = default;
        await Eventually.UntilAsync(async () => (health = (await host.DataAsync(
            "{ dataHealth { problems { kind events registrations } } }")).GetProperty("dataHealth"))
                .ValueKind == JsonValueKind.Object);

        LeadRow lead = Assert.Single(leads);
        Assert.Equal((2, "two", 1), (lead.UserId, lead.Username!, lead.TotalEvents));
        Assert.Equal(
            ["EVENT_TIME_OUT_OF_RANGE 1", "EVENT_WITHOUT_USER 2", "REGISTRATION_WITHOUT_USER 5"],
            health.GetProperty("problems").EnumerateArray().Select(problem => $"{problem.GetProperty("kind")} "
                + (problem.GetProperty("events").ValueKind == JsonValueKind.Null
                    ? problem.GetProperty("registrations") : problem.GetProperty("events"))).Order());
    }

    [Fact]
    public async Task Ready_WithoutTheTables_SaysWhichAreMissingAndLeavesTheFileAlone()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, "CREATE TABLE events (id INTEGER PRIMARY KEY, user_id INTEGER)");
        byte[] before = await File.ReadAllBytesAsync(file);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        string ready = await (await host.Client.GetAsync("/health/ready")).Content.ReadAsStringAsync();

        Assert.Contains("""There is no table \"free_lesson_registrations\" that can be seen.""", ready);
        Assert.Contains("""Table \"events\" has no column \"created_at\".""", ready);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
    }

    [Theory]
    [InlineData("1757500000", "integer values")]
    [InlineData("'2025-09-10T10:00:00Z'", "text of another form")]
    [InlineData("'2025-09-10 10:00:00+03:00'", "text of another form")]
    public async Task Ready_WithTimesOfAnotherForm_NamesTheColumnAndTheForm(string time, string form)
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, $"""
            CREATE TABLE free_lesson_registrations (user_id PRIMARY KEY, username, first_name, email, registered_at);
            CREATE TABLE events (id INTEGER PRIMARY KEY, user_id, event_type, created_at, details);
            INSERT INTO free_lesson_registrations VALUES (1, 'one', NULL, NULL, '2025-09-10 10:00:00.1234567');
            INSERT INTO events VALUES (1, 1, 'a', NULL, NULL), (2, 1, 'a', {time}, NULL);
            """);
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        string ready = await (await host.Client.GetAsync("/health/ready")).Content.ReadAsStringAsync();

        string problem = JsonDocument.Parse(ready).RootElement.GetProperty("problems")[0].GetString()!;
        Assert.Equal($"Column \"created_at\" of table \"events\" holds {form}; times must be text of the form "
            + "yyyy-MM-dd HH:mm:ss, UTC, with or without decimals.", problem);
    }

    [Fact]
    public async Task Ready_WithoutTheFile_SaysSoAndDoesNotMakeIt()
    {
        string file = ReferenceData.NewSqliteFile();
        await using ServiceHost host = await ServiceHost.StartAsync($"Data Source={file}");

        string ready = await (await host.Client.GetAsync("/health/ready")).Content.ReadAsStringAsync();

        Assert.Contains("The database cannot be reached.", ready);
        Assert.False(File.Exists(file));
        await host.Logs.WaitForAsync(LogLevel.Error, $"SQLite file {file}.");
    }
}
