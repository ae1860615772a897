using System.Net;
using System.Text.Json;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Data;

/// <summary>
/// Databases in other encodings than UTF-8: what they cannot hold is found in no row, and fails nothing.
/// </summary>
public class EncodingTests
{
    // A letter that the encoding has, and one that it lacks.
    [PostgreSqlTheory]
    [InlineData("LATIN1", 'é', 'ж')]
    [InlineData("LATIN2", 'ł', 'ж')]
    [InlineData("WIN1251", 'ж', 'é')]
    [InlineData("WIN1252", 'é', 'ж')]
    [InlineData("KOI8R", 'ж', 'é')]
    [InlineData("EUC_JP", 'の', 'é')]
    public async Task Answers_WithTextThatTheDatabaseCannotHold_FindNothing(string encoding, char known, char unknown)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await CreateAsync(encoding, known));

        Assert.Equal("[]", await host.Client.GetStringAsync($"/api/user-activity?search={unknown}"));
        Assert.Equal("[]", await host.Client.GetStringAsync($"/api/user-activity?search=\u0081"));
        Assert.Equal([1, 2], await UsersAsync(host, $"/api/user-activity?search={known}"));
        Assert.DoesNotContain("x@y", await host.Client.GetStringAsync($"/api/user-activity.csv?search={unknown}"));
        foreach (var (filter, users) in new[]
        {
            ($"eq: \"{unknown}\"", new long[0]), ($"eq: \"a{known}\"", [2]), ($"neq: \"{unknown}\"", [1, 2, 3]),
            ($"in: [\"{unknown}\", \"a{known}\"]", [2]), ($"nin: [\"{unknown}\", \"a{known}\"]", [1, 3]),
            ($"contains: \"{unknown}\"", []), ($"ncontains: \"{unknown}\"", [1, 2, 3]),
            ($"startsWith: \"a{unknown}\"", []), ($"nstartsWith: \"a{unknown}\"", [1, 2, 3]),
            ($"endsWith: \"{known}{unknown}\"", []), ($"contains: \"{known}\"", [1, 2])
        })
        {
            Assert.Equal((filter, string.Join(',', users)), (filter, await FilterAsync(host, filter)));
        }
    }

    [PostgreSqlTheory, InlineData("LATIN1", 'é'), InlineData("WIN1251", 'ж'), InlineData("SQL_ASCII", 'n')]
    public async Task Names_LongerThanIsRead_AreCutWithCharactersThatTheDatabaseHas(string encoding, char letter)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await CreateAsync(encoding, letter));

        using JsonDocument rows = JsonDocument.Parse(await host.Client.GetStringAsync("/api/user-activity"));

        Assert.Equal($"{new string(letter, 1000)}...", rows.RootElement[0].GetProperty("username").GetString());
    }

    [PostgreSqlFact]
    public async Task Names_LongerThanIsRead_WhereBytesAreCharacters_AreCutBetweenCharacters()
    {
        string database = await CreateAsync("SQL_ASCII", 'n');
        await PostgreSqlServer.ExecuteAsync(database, """
            UPDATE free_lesson_registrations
            SET username = 'a' || repeat('ж', 1000), first_name = repeat('€', 1000), email = repeat('ж', 1000)
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        using JsonDocument rows = JsonDocument.Parse(await host.Client.GetStringAsync("/api/user-activity"));

        Assert.Equal($"a{new string('ж', 499)}...", rows.RootElement[0].GetProperty("username").GetString());
        Assert.Equal($"{new string('€', 333)}...", rows.RootElement[0].GetProperty("first_name").GetString());
        // The last one may be left out although it is complete.
        Assert.Equal($"{new string('ж', 499)}...", rows.RootElement[0].GetProperty("email").GetString());
    }

    [PostgreSqlTheory, InlineData("LATIN1"), InlineData("SQL_ASCII")]
    public async Task EventTypes_ThatTheDatabaseCannotHold_CountInNeitherMode(string encoding)
    {
        string database = await CreateAsync(encoding, 'n');
        await PostgreSqlServer.ExecuteAsync(database, """
            INSERT INTO events (id, user_id, event_type, created_at)
            SELECT n, 2, 'lesson', '2025-09-10 10:00:00' FROM generate_series(1, 6) n
            """);
        Assert.Equal(0, await CommandAsync(database, "install"));
        (string, string?)[] rules = [("LeadGraph:Scoring:Events:урок:Weight", "7"),
            ("LeadGraph:Scoring:Events:урок:MaxPerDay", "2"), ("LeadGraph:Scoring:Events:lesson:Weight", "2"),
            ("LeadGraph:Scoring:Events:тест:Weight", "0")];
        await using ServiceHost live = await ServiceHost.StartAsync(database, rules);
        await using ServiceHost maintained =
            await ServiceHost.StartAsync(database, [.. rules, .. MaintainedSample.InMaintainedMode]);
        await maintained.UntilReadyAsync();

        foreach (ServiceHost host in new[] { live, maintained })
        {
            JsonElement lead = await host.DataAsync(
                "{ userActivityById(userId: 2) { points totalEvents explanation { days { points } } } }");
            Assert.Equal(12, lead.GetProperty("userActivityById").GetProperty("points").GetInt32());
        }

        Assert.Equal(0, await CommandAsync(database, "status"));
    }

    [PostgreSqlFact]
    public async Task Ready_WithANameThatTheDatabaseCannotHold_SaysSo()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await CreateAsync("LATIN1", 'é'), ("LeadGraph:Tables:Events:Name", "события"));

        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("encoding lacks a character of a name", await ready.Content.ReadAsStringAsync());
    }

    private static async Task<string> CreateAsync(string encoding, char letter)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync("C", encoding);
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {OwnTables.WithoutKeys}
            INSERT INTO free_lesson_registrations (user_id, username, first_name, email) VALUES
                (1, repeat('{letter}', 1001), NULL, 'x@y'), (2, 'a{letter}', NULL, 'x@y'), (3, 'abc', NULL, 'x@y');
            """);
        return database;
    }

    private static async Task<int> CommandAsync(string database, string action)
    {
        using var output = new StringWriter();
        return await CommandLine.RunAsync(
            ["database", action, $"--ConnectionStrings:LeadGraph={database}"], output, output);
    }

    private static async Task<IEnumerable<int>> UsersAsync(ServiceHost host, string path)
    {
        using JsonDocument rows = JsonDocument.Parse(await host.Client.GetStringAsync(path));
        return [.. rows.RootElement.EnumerateArray().Select(row => row.GetProperty("user_id").GetInt32())];
    }

    private static async Task<string> FilterAsync(ServiceHost host, string filter)
    {
        JsonElement data = await host.DataAsync(
            $"{{ userActivity(where: {{ username: {{ {filter} }} }}, order: {{ userId: ASC }}) "
            + "{ nodes { userId } } }");
        return string.Join(',', data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
            .Select(lead => lead.GetProperty("userId").GetInt64()));
    }
}
