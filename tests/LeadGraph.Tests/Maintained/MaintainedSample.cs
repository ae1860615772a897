using System.Text.Json.Nodes;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>A small database in Maintained mode, and what tests ask of it.</summary>
internal static class MaintainedSample
{
    public const string LeadsPath = "/api/user-activity";

    public static readonly (string, string?)[] InMaintainedMode =
        [("LeadGraph:Activity:Mode", "Maintained"), ("LeadGraph:Activity:RefreshInterval", "00:00:00.2")];

    public static async Task<string> CreateAsync()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync("""
            INSERT INTO free_lesson_registrations (user_id, username, registered_at)
            SELECT n, 'user' || n, '2025-09-01' FROM generate_series(1, 40) n;
            INSERT INTO events (user_id, created_at)
            SELECT 1, '2025-09-10 12:00:00Z'::timestamptz - n * interval '5 hours' FROM generate_series(1, 24) n;
            INSERT INTO events (user_id, created_at)
            SELECT 2, '2025-09-10 12:00:00Z'::timestamptz - n * interval '1 hour' FROM generate_series(1, 6) n;
            """);
        return database.ConnectionString;
    }

    public static Task AddCoolAsync(string database, int user) => PostgreSqlServer.ExecuteAsync(database, $"""
        INSERT INTO events (user_id, created_at)
        SELECT {user}, '2025-09-10 12:00:00Z' FROM generate_series(1, 5)
        """);

    public static async Task<JsonNode> LeadAsync(ServiceHost host, long user)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(LeadsPath);
        if (!answer.IsSuccessStatusCode)
        {
            // A killed connection costs at most the request that used it.
            return new JsonObject { ["total_events"] = -1 };
        }

        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray()
            .Single(lead => lead!["user_id"]!.GetValue<long>() == user)!;
    }

    public static Task<long> ChangesAsync(string database)
        => CountAsync(database, "SELECT count(*) FROM leadgraph.tier_changes");

    public static async Task<long> CountAsync(string database, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
