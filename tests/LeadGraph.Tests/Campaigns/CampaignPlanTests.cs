using LeadGraph.Tests.Hosting;
using Npgsql;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Campaigns;

/// <summary>How PostgreSQL finds the members of a campaign among many.</summary>
public class CampaignPlanTests
{
    [PostgreSqlFact]
    public async Task Members_AmongManyWhoOptedOut_AreFoundWithoutAScanForEach()
    {
        await using ChangingDatabase school = await OpenAsync(LeadGraph.Data.DatabaseProvider.PostgreSql);
        await school.ExecuteAsync("""
            INSERT INTO events (id, user_id, event_type, created_at)
            SELECT n, n, 'blocked', '2025-01-01' FROM generate_series(1, 60000) n;
            ANALYZE;
            """);
        using var commands = new SqlCommands(school.Host);
        await school.Host.DataAsync("""
            { previewCampaign(input: { name: "x", optOutEventTypes: ["blocked"]
                goal: { eventTypes: ["paid"], withinDays: 1 } }) { optedOut } }
            """);

        string plan = await PlanAsync(
            school.ConnectionString,
            Assert.Single(commands.All, command => command.Parameters.Values.OfType<string[]>().Any()));

        // More than the memory of a hash of a subquery.
        Assert.DoesNotContain("SubPlan", plan);
    }

    private static async Task<string> PlanAsync(string database, SqlCommandRecord command)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await using var memory = new NpgsqlCommand("SET work_mem = '64kB'", connection);
        await memory.ExecuteNonQueryAsync();
        await using var explain = new NpgsqlCommand($"EXPLAIN {command.Text}", connection);
        foreach (var (name, value) in command.Parameters)
        {
            explain.Parameters.AddWithValue(name, value!);
        }

        await using NpgsqlDataReader row = await explain.ExecuteReaderAsync();
        List<string> lines = [];
        while (await row.ReadAsync())
        {
            lines.Add(row.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
