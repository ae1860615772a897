using System.Net;
using System.Text;
using LeadGraph.Data;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Mcp;

/// <summary>Calls of tools have the limits and the cache of GraphQL requests.</summary>
public class McpLimitTests
{
    [Fact]
    public async Task Call_TooCostly_IsRefusedByTheLimitOfGraphQL()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:Limits:Cost", "100"));

        var (_, errors) = await host.CallAsync("list_leads", new { first = 100 });

        Assert.StartsWith("HC0047: ", Assert.Single(errors));
    }

    [Fact]
    public async Task Calls_TooMany_AreCountedWithTheOtherRequestsOfTheCaller()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:RequestsPerSecond", "1"), ("LeadGraph:Limits:BurstRequests", "2"));

        using HttpResponseMessage graphQL =
            await host.SendAsync("/graphql?query={__typename}", AuthenticatedHost.FullKey);
        using HttpResponseMessage second = await host.PostAsync("tools/list", key: AuthenticatedHost.FullKey);
        using HttpResponseMessage third = await host.PostAsync("tools/list", key: AuthenticatedHost.FullKey);
        using HttpResponseMessage other = await host.PostAsync("tools/list", key: AuthenticatedHost.LesserKey);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK],
            new[] { graphQL, second, third, other }.Select(response => response.StatusCode));
    }

    [Fact]
    public async Task Call_WhileTheServiceIsBusy_SaysSoAndGivesAllBack()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            DatabaseProvider.Sqlite,
            ("LeadGraph:Limits:ConcurrentRequests", "1"), ("LeadGraph:Limits:QueuedRequests", "0"));
        var limiters = host.Services.GetRequiredService<CallerLimiters>();

        using (await limiters.Service.AcquireAsync())
        {
            var (_, busy) = await host.CallAsync("tier_summary");
            Assert.StartsWith("BUSY: ", Assert.Single(busy));
        }

        var (data, errors) = await host.CallAsync("tier_summary");
        Assert.Empty(errors);
        Assert.Equal(4, data.GetProperty("leadScoreSummary").GetArrayLength());
        await host.UntilWorkedOnAsync(0);
        await host.UntilMemoryIsReleasedAsync();
    }

    [Fact]
    public async Task Call_ThatReadsTooMuch_IsRefusedByTheLimitOfMemory()
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            DatabaseProvider.Sqlite, "01:00:00", ("LeadGraph:Limits:ReadBytesPerCaller", "1048576"));
        await school.RegisterAsync(1, 100);
        await school.ExecuteAsync(
            $"UPDATE free_lesson_registrations SET first_name = '{new string('x', 400)}'");
        ServiceHost host = school.Host;
        Assert.Empty((await host.CallAsync("list_leads", new { first = 100 })).Errors);
        await host.UntilMemoryIsReleasedAsync();
        var budget = host.Services.GetRequiredService<MemoryBudget>();
        string caller = $"address {IPAddress.Loopback}";
        budget.Reserve(caller, 1_048_576);

        var (_, errors) = await host.CallAsync("list_leads", new { first = 100 });

        budget.Release(caller, 1_048_576);
        Assert.StartsWith("TOO_MANY_REQUESTS: ", Assert.Single(errors));
        await host.UntilMemoryIsReleasedAsync();
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Message_ThatIsNone_IsRefusedWithoutALogEntry(string message, HttpStatusCode status, string told)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent(message, Encoding.UTF8, "application/json"),
            Headers = { { "Accept", "application/json, text/event-stream" } }
        };

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(told, await response.Content.ReadAsStringAsync());
        Assert.DoesNotContain(host.Logs.All, record => record.Level >= LogLevel.Error);
        await host.UntilMemoryIsReleasedAsync();
    }

    public static TheoryData<string, HttpStatusCode, string> Messages() => new()
    {
        {
            Call($"\"name\":\"tier_summary\",\"arguments\":{{{Members(6_000)}}}"),
            HttpStatusCode.BadRequest, "more than 10000 values and names"
        },
        {
            Call("\"name\":\"list_leads\",\"arguments\":{\"search\":\"\\ud800\"}"),
            HttpStatusCode.BadRequest, "not valid Unicode"
        },
        { "[1,", HttpStatusCode.BadRequest, "no JSON-RPC message" },
        { Call($"\"name\":\"{new string('x', 5_000)}\""), HttpStatusCode.OK, new string('x', 100) + "\\u2026" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call"}""", HttpStatusCode.OK, "error" }
    };

    private static string Members(int count)
        => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"a{i}\":0"));

    private static string Call(string parameters)
        => $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{{{parameters}}}}}";

    [Fact]
    public async Task Call_MadeBefore_IsServedFromTheCache()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(
            DatabaseProvider.Sqlite, ("LeadGraph:Cache:Seconds", "60"));
        string first = (await host.CallAsync("list_leads", new { first = 3 })).Data.GetRawText();
        int statements = host.Logs.Sql.Count;

        string again = (await host.CallAsync("list_leads", new { first = 3 })).Data.GetRawText();
        int statementsAgain = host.Logs.Sql.Count;
        await host.CallAsync("list_leads", new { first = 2 });

        Assert.Equal(first, again);
        Assert.Equal(statements, statementsAgain);
        Assert.True(host.Logs.Sql.Count > statementsAgain);
    }

    [Fact]
    public async Task Call_WhileTheDatabaseFails_SaysSoWithoutTheCause()
    {
        string file = AuthenticatedHost.NewDatabase();
        await using ServiceHost host = await AuthenticatedHost.OpenAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file}"));
        Assert.Empty((await host.CallAsync("tier_summary")).Errors);
        ReferenceData.ExecuteSqlite(file, "ALTER TABLE events RENAME TO gone");

        var (_, errors) = await host.CallAsync("tier_summary");

        Assert.Equal("INTERNAL_SERVER_ERROR: Failed to fetch user activity data", Assert.Single(errors));
    }
}
