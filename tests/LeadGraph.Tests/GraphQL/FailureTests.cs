using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Limits;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.GraphQL;

/// <summary>Errors and log records when the database fails.</summary>
public class FailureTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Failure_OfTheQuery_IsReportedWithoutItsCauseAndLoggedOnce(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await school.ExecuteAsync("ALTER TABLE events RENAME TO elsewhere");

        await AssertFailureAsync(school, "{ userActivity { nodes { userId leadScore } } }");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Failure_OfABatch_IsLoggedOnceForAllItsFields(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await school.RegisterAsync(1, count: 50);
        await school.ExecuteAsync("ALTER TABLE events RENAME COLUMN details TO elsewhere");

        await AssertFailureAsync(school, "{ userActivity { nodes { userId recentEvents { details } } } }");
    }

    [PostgreSqlTheory]
    // The read's limit ends first, or the operation's does.
    [InlineData("00:00:00.3", "00:01:00")]
    [InlineData("00:01:00", "00:00:00.3")]
    public async Task Read_ThatTakesTooLong_FailsTheOperationWithOneErrorWhicheverLimitEnds(
        string read, string operation)
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database,
            services => services.PostConfigure<LimitOptions>(
                limits => limits.ExecutionTimeout = TimeSpan.Parse(read, CultureInfo.InvariantCulture)),
            ("LeadGraph:Limits:ExecutionTimeout", operation));
        await host.UntilReadyAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE events", connection);
        await command.ExecuteNonQueryAsync();

        using HttpResponseMessage response = await host.Client.PostAsJsonAsync(
            "/graphql", new { query = "{ __typename userActivity { nodes { leadScore } } }" });

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(
            "{\"errors\":[{\"message\":\"The request took longer than "
                + $"{TimeSpan.Parse(read, CultureInfo.InvariantCulture).TotalSeconds:0.#} seconds.\","
                + "\"extensions\":{\"code\":\"HC0045\"}}]}",
            await response.Content.ReadAsStringAsync());
    }

    private static async Task AssertFailureAsync(ChangingDatabase school, string query)
    {
        using HttpResponseMessage response = await school.Host.Client.PostAsJsonAsync("/graphql", new { query });
        string body = await response.Content.ReadAsStringAsync();

        Assert.All(
            JsonElement.Parse(body).GetProperty("errors").EnumerateArray().ToArray(),
            error =>
            {
                Assert.Equal("INTERNAL_SERVER_ERROR", error.GetProperty("extensions").GetProperty("code").GetString());
                Assert.Equal("Failed to fetch user activity data", error.GetProperty("message").GetString());
            });
        Assert.All(
            ["SELECT", "FROM", "\"events\"", "created_at", "relation", "no such", "Exception", "   at "],
            cause => Assert.DoesNotContain(cause, body, StringComparison.Ordinal));
        // With the stack trace, or in one line if that is too long for the log, which varies with what ran at once.
        LogRecord record = Assert.Single(
            school.Host.Logs.All,
            record => record.Level >= LogLevel.Error && record.Message.Contains("trace ", StringComparison.Ordinal));
        Assert.Matches("trace [0-9a-f]{32}", record.Message);
    }
}
