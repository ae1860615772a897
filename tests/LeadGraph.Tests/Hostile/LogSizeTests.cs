using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Hostile;

/// <summary>Clients cannot fill the log, and an operator still sees why their requests fail.</summary>
public partial class LogSizeTests
{
    private const int Requests = 100;
    private const int MaxLength = 40_000;

    [EngineFact]
    public async Task Operations_WithErrors_AreLoggedAtMostTwentyTimesAMinute()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();

        await AskAsync(host, "/graphql?query={unknown}", Requests);
        Assert.Equal(20, Count(host, "returned errors;"));

        host.Clock.Now += TimeSpan.FromMinutes(1);
        await AskAsync(host, "/graphql?query={unknown}", 1);
        Assert.Equal(21, Count(host, "returned errors;"));
        Assert.Equal(1, Count(
            host, $"{Requests - 20} more entries of HotChocolate.Execution.RequestExecutor[2] were left out"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Requests_WhileTheDatabaseIsNotReady_AreLoggedInFewLines(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(provider == DatabaseProvider.Sqlite
            ? $"Data Source={ReferenceData.NewSqliteFile()}"
            : $"Host=127.0.0.1;Port={FixedPort.Next()};Username=nobody;Database=none");

        await FailAsync(host);

        AssertIsShort(host, "DatabaseNotReadyException: ");
    }

    [PostgreSqlFact]
    public async Task Requests_ThatTakeTooLong_AreLoggedInFewLines()
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            DatabaseProvider.PostgreSql, settings: ("LeadGraph:Limits:ExecutionTimeout", "00:00:00.5"));
        await using var holder = new NpgsqlConnection(school.ConnectionString);
        await holder.OpenAsync();
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE events", holder);
        await hold.ExecuteNonQueryAsync();

        await FailAsync(school.Host);

        AssertIsShort(school.Host, "Exception: ");
    }

    private static async Task FailAsync(ServiceHost host)
    {
        await AskAsync(host, "/api/user-activity", Requests);
        await AskAsync(host, "/api/user-activity.csv", Requests);
        await AskAsync(host, "/graphql?query={userActivity{nodes{userId totalEvents}}}", Requests);
    }

    // Without the time that the requests take one after the other.
    private static Task AskAsync(ServiceHost host, string address, int requests)
        => Parallel.ForEachAsync(
            Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancel) =>
            {
                using HttpResponseMessage response = await host.Client.GetAsync(address, cancel);
                Assert.Contains("\"error", await response.Content.ReadAsStringAsync(cancel));
            });

    private static void AssertIsShort(ServiceHost host, string cause)
    {
        LogRecord[] failures = [.. host.Logs.All.Where(record => record.Level >= LogLevel.Warning)];
        Assert.InRange(
            failures.Sum(record => record.Message.Length + $"{record.Exception}".Length), 1, MaxLength);
        Assert.All(
            ["GET /api/user-activity failed", "GraphQL"],
            what => Assert.Contains(failures, record => record.Exception is null
                && record.Message.Contains(what, StringComparison.Ordinal)
                && record.Message.Contains(cause, StringComparison.Ordinal)
                && TraceId().IsMatch(record.Message)));
    }

    private static int Count(ServiceHost host, string text)
        => host.Logs.All.Count(record => record.Message.Contains(text, StringComparison.Ordinal));

    [GeneratedRegex(" trace [0-9a-f]{32}\\.")]
    private static partial Regex TraceId();
}
