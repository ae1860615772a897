using System.Globalization;
using System.Text;
using LeadGraph.Data;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LeadGraph.Tests.Hosting;

/// <summary>The reference data set, read where it lies, and databases that hold it.</summary>
public static class ReferenceData
{
    private static readonly Lazy<Task<string>> Sqlite = new(CreateSqliteAsync);

    private static readonly Lazy<Task<string>> PostgreSql = new(async () =>
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, PostgreSqlTables);
        await LoadAsync(database);
        return database;
    });

    /// <summary>Why tests over the reference data cannot run here, or null. In CI they must run.</summary>
    public static string? WhyNone => Repository.Reference is not null || PostgreSqlServer.RunsInCi ? null
        : "No reference data: set LEADGRAPH_SHARED to the folder that holds reference/.";

    /// <summary>The script that creates the two tables on PostgreSQL.</summary>
    public static string PostgreSqlTables => File.ReadAllText(
        Path.Combine(Repository.Root, "src/LeadGraph/Data/PostgreSql/tables.sql"));

    /// <summary>The script that creates the two tables on SQLite.</summary>
    public static string SqliteTables => File.ReadAllText(
        Path.Combine(Repository.Root, "src/LeadGraph/Data/Sqlite/tables.sql"));

    /// <summary>The connection string of a database with the reference data, which nobody may change.</summary>
    public static Task<string> DatabaseAsync(DatabaseProvider provider)
        => provider == DatabaseProvider.Sqlite ? Sqlite.Value : PostgreSql.Value;

    /// <summary>The rows of <c>registrations.csv</c> or <c>events.csv</c>, without the header.</summary>
    public static IEnumerable<string?[]> Rows(string file) => Parse(File.ReadAllText(PathOf(file))).Skip(1);

    /// <summary>Fills the two tables of a PostgreSQL database.</summary>
    public static async Task LoadAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Timezone = "UTC" }.ConnectionString);
        await connection.OpenAsync();
        await CopyAsync(connection, "free_lesson_registrations (user_id, username, first_name, email, registered_at)",
            "registrations.csv");
        await CopyAsync(connection, "events (id, user_id, event_type, created_at, details)", "events.csv");
        await using var analyze = new NpgsqlCommand("ANALYZE", connection);
        await analyze.ExecuteNonQueryAsync();
    }

    /// <summary>The path of a SQLite file yet to be made.</summary>
    public static string NewSqliteFile() => Path.Combine(TestRun.NewFolder("sqlite"), "leads.db");

    /// <summary>Runs SQL on a SQLite file, creating it where it is not there.</summary>
    public static void ExecuteSqlite(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string target, string file)
    {
        await using TextWriter writer = await connection.BeginTextImportAsync(
            $"COPY {target} FROM STDIN (FORMAT csv, HEADER, NULL '\\N')");
        await writer.WriteAsync(await File.ReadAllTextAsync(PathOf(file)));
    }

    private static Task<string> CreateSqliteAsync()
    {
        string file = NewSqliteFile();
        ExecuteSqlite(file, SqliteTables);
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        Insert(connection, "free_lesson_registrations", Rows("registrations.csv").Select(row =>
            (object?[])[Id(row[0]), row[1], row[2], row[3], Time(row[4])]));
        Insert(connection, "events", Rows("events.csv").Select(row =>
            (object?[])[Id(row[0]), Id(row[1]), row[2], Time(row[3]), row[4]]));
        transaction.Commit();
        return Task.FromResult($"Data Source={file}");
    }

    private static void Insert(SqliteConnection connection, string table, IEnumerable<object?[]> rows)
    {
        foreach (object?[] row in rows)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", row.Select((_, i) => $"@{i}"))})";
            for (int i = 0; i < row.Length; i++)
            {
                command.Parameters.AddWithValue($"@{i}", row[i] ?? DBNull.Value);
            }

            command.ExecuteNonQuery();
        }
    }

    /// <summary>A time of the data set.</summary>
    public static DateTime? Time(string? field) => field is null ? null : DateTime.Parse(
        field, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static long? Id(string? field) => field is null ? null : long.Parse(field, CultureInfo.InvariantCulture);

    /// <summary>Where a file of the reference data is.</summary>
    public static string PathOf(string file) => Path.Combine(
        Repository.Reference ?? throw new InvalidOperationException("No reference data, and CI requires them."), file);

    // RFC 4180, with an unquoted \N for NULL.
    private static IEnumerable<string?[]> Parse(string text)
    {
        var row = new List<string?>();
        var field = new StringBuilder();
        bool quoted = false, wasQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                bool escaped = c == '"' && i + 1 < text.Length && text[i + 1] == '"';
                quoted = c != '"' || escaped;
                if (quoted)
                {
                    field.Append(c);
                    i += escaped ? 1 : 0;
                }
            }
            else if (c == '"')
            {
                quoted = wasQuoted = true;
            }
            else if (c is ',' or '\n')
            {
                string value = field.ToString();
                row.Add(value == "\\N" && !wasQuoted ? null : value);
                field.Clear();
                wasQuoted = false;
                if (c == '\n')
                {
                    yield return [.. row];
                    row.Clear();
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }
    }
}
