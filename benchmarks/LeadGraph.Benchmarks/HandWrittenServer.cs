using System.Text.Json;
using Npgsql;

namespace LeadGraph.Benchmarks;

/// <summary>
/// What somebody would write by hand for one page of leads: Kestrel, Npgsql and Utf8JsonWriter, without filters,
/// limits, rights or a schema.
/// </summary>
public static class HandWrittenServer
{
    private const string Sql = """
        SELECT user_id, username, first_name, email, total_events, active_days, last_activity, lead_score
        FROM leadgraph.user_activity ORDER BY total_events DESC, user_id LIMIT 100
        """;

    private static readonly string[] Tiers = ["cold", "cool", "warm", "hot"];

    /// <summary>Serves until the process ends.</summary>
    /// <param name="url">Where to listen.</param>
    /// <param name="database">A connection string.</param>
    public static async Task RunAsync(string url, string database)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await BareServer.RunAsync(url, async context =>
        {
            await using NpgsqlCommand command = source.CreateCommand(Sql);
            await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
            await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
            json.WriteStartArray();
            while (await rows.ReadAsync())
            {
                json.WriteStartObject();
                json.WriteNumber("user_id", rows.GetInt64(0));
                WriteText(json, "username", rows, 1);
                WriteText(json, "first_name", rows, 2);
                WriteText(json, "email", rows, 3);
                json.WriteNumber("total_events", rows.GetInt32(4));
                json.WriteNumber("active_days", rows.GetInt32(5));
                json.WriteString("last_activity", rows.IsDBNull(6) ? null : rows.GetDateTime(6).ToString("O"));
                json.WriteString("lead_score", Tiers[rows.GetInt32(7)]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static void WriteText(Utf8JsonWriter json, string name, NpgsqlDataReader rows, int column)
        => json.WriteString(name, rows.IsDBNull(column) ? null : rows.GetString(column));
}
