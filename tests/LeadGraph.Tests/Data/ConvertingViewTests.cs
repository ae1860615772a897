using System.Net.Http.Json;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>The times in texts and numbers, as the view reads them that readiness gives.</summary>
public partial class ConvertingViewTests
{
    // What writes such texts: PostgreSQL, JavaScript, Python's isoformat and str, .NET's "o", Ruby's to_s, forms of the
    // web; and what each means.
    private static readonly Dictionary<string, string?> Texts = new()
    {
        ["2026-11-30 10:00:00"] = "2026-11-30 10:00:00",
        ["2026-11-30T10:00:00"] = "2026-11-30 10:00:00",
        ["2026-11-30 10:00:00.123456"] = "2026-11-30 10:00:00.123456",
        ["2026-11-30T10:00:00Z"] = "2026-11-30 10:00:00",
        ["2026-11-30T10:00:00.123Z"] = "2026-11-30 10:00:00.123",
        ["2026-11-30t10:00:00.5z"] = "2026-11-30 10:00:00.5",
        ["2026-11-30T10:00:00+00:00"] = "2026-11-30 10:00:00",
        ["2026-11-30T10:00:00.123456+00:00"] = "2026-11-30 10:00:00.123456",
        ["2026-11-30 10:00:00.123456+03:00"] = "2026-11-30 07:00:00.123456",
        ["2026-11-30 10:00:00+03"] = "2026-11-30 07:00:00",
        ["2026-11-30T10:00:00-03:30"] = "2026-11-30 13:30:00",
        ["2026-11-30T10:00:00-00:30"] = "2026-11-30 10:30:00",
        ["2026-11-30T00:10:00.1234567+05:45"] = "2026-11-29 18:25:00.123456",
        ["2026-11-30 10:00:00 +0300"] = "2026-11-30 07:00:00",
        ["2026-11-30 10:00:00 UTC"] = "2026-11-30 10:00:00",
        ["2026-11-30T10:00"] = "2026-11-30 10:00:00",
        ["2026-11-30T10:00+03:00"] = "2026-11-30 07:00:00",
        ["2026-11-30"] = "2026-11-30 00:00:00",
        ["2024-02-29 23:59:59"] = "2024-02-29 23:59:59",
        ["2000-02-29T00:00:00"] = "2000-02-29 00:00:00",
        ["2026-12-31T23:59:59.999999-12:00"] = "2027-01-01 11:59:59.999999",
        ["2026-02-30 10:00:00"] = null,
        ["2026-02-29T10:00:00Z"] = null,
        ["1900-02-29T10:00:00"] = null,
        ["2026-09-31"] = null,
        ["2026-13-01 10:00:00"] = null,
        ["2026-00-10 10:00:00"] = null,
        ["2026-01-00 10:00:00"] = null,
        ["0000-01-01 10:00:00"] = null,
        ["2026-11-30 24:00:00"] = null,
        ["2026-11-30 10:60:00"] = null,
        ["2026-11-30 10:00:61"] = null,
        ["2026-11-30T10:00:00+99:00"] = null,
        ["2026-11-30T10:00:00+03:99"] = null,
        ["2026-11-30T10"] = null,
        ["30.11.2026 10:00"] = null,
        ["yesterday"] = null,
        ["infinity"] = null,
        [""] = null,
        ["2026-11-30 10:00:00\n"] = null,
        ["٢٠٢٦-١١-٣٠ 10:00:00"] = null
    };

    // Of every day that a text may name, those that exist are times, and only they.
    private const string WrongDays = """
        SELECT count(*) FROM (
            SELECT to_char(y, 'FM0000') || '-' || to_char(m, 'FM00') || '-' || to_char(d, 'FM00') AS text,
                make_date(y, m, 1) + (d - 1) AS day, date_part('month', make_date(y, m, 1) + (d - 1)) = m AS exists
            FROM unnest(ARRAY[1, 4, 100, 400, 1600, 1899, 1900, 1904, 1999, 2000, 2023, 2024, 2096, 2100, 9996]) y,
                generate_series(1, 12) m, generate_series(1, 31) d
        ) x LEFT JOIN leadgraph_events e ON e.event_type = x.text
        WHERE e.created_at IS DISTINCT FROM CASE WHEN x.exists THEN x.day::timestamp END
        """;

    private const string EveryDay = """
        INSERT INTO events (id, event_type, created_at)
        SELECT 1000000 + row_number() OVER (), text, text FROM (
            SELECT to_char(y, 'FM0000') || '-' || to_char(m, 'FM00') || '-' || to_char(d, 'FM00') AS text
            FROM unnest(ARRAY[1, 4, 100, 400, 1600, 1899, 1900, 1904, 1999, 2000, 2023, 2024, 2096, 2100, 9996]) y,
                generate_series(1, 12) m, generate_series(1, 31) d) x;
        """;

    [PostgreSqlTheory, InlineData("text"), InlineData("char(40)"), InlineData("text COLLATE any_case")]
    public async Task View_OfTexts_HasTheTimesThatTheyMean(string type)
    {
        string database = await OwnTables.CreateAsync(DatabaseProvider.PostgreSql, $"""
            CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
            CREATE TABLE free_lesson_registrations
                (user_id bigint, username text, first_name text, email text, registered_at timestamp);
            CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at {type}, details jsonb);
            """);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        foreach (var (text, number) in Texts.Keys.Select((text, number) => (text, number)))
        {
            await using NpgsqlCommand insert = source.CreateCommand(
                "INSERT INTO events (id, user_id, event_type, created_at) VALUES ($1, 1, $2, $2)");
            insert.Parameters.Add(new() { Value = number });
            insert.Parameters.Add(new() { Value = text });
            await insert.ExecuteNonQueryAsync();
        }

        await PostgreSqlServer.ExecuteAsync(database, EveryDay);
        await PostgreSqlServer.ExecuteAsync(database, await StatementAsync(database));

        Assert.Equal(Texts, await ReadAsync(source));
        await using NpgsqlCommand wrong = source.CreateCommand(WrongDays);
        Assert.Equal(0L, await wrong.ExecuteScalarAsync());
        // Which needs functions that always give the same.
        await PostgreSqlServer.ExecuteAsync(database, $"CREATE INDEX ON events (({await ExpressionAsync(source)}))");
    }

    private static async Task<string> StatementAsync(string database)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        string problems = string.Join(' ', (await ready.Content.ReadFromJsonAsync<Health>())!.Problems);
        return View().Match(problems).Value;
    }

    private static async Task<Dictionary<string, string?>> ReadAsync(NpgsqlDataSource source)
    {
        await using NpgsqlCommand select = source.CreateCommand("""
            SELECT event_type, created_at::text FROM leadgraph_events WHERE id < 1000000 ORDER BY id
            """);
        await using NpgsqlDataReader row = await select.ExecuteReaderAsync();
        var found = new Dictionary<string, string?>();
        while (await row.ReadAsync())
        {
            found[row.GetString(0)] = row.IsDBNull(1) ? null : row.GetString(1);
        }

        return found;
    }

    private static async Task<string> ExpressionAsync(NpgsqlDataSource source)
    {
        await using NpgsqlCommand definition = source.CreateCommand("SELECT pg_get_viewdef('leadgraph_events')");
        return Expression().Match((string)(await definition.ExecuteScalarAsync())!).Value;
    }

    [GeneratedRegex("CREATE VIEW .*?;")]
    private static partial Regex View();

    [GeneratedRegex("CASE.*END", RegexOptions.Singleline)]
    private static partial Regex Expression();

    private sealed record Health(string Status, string[] Problems);
}
