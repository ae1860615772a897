using LeadGraph.Data;
using Microsoft.Data.Sqlite;

namespace LeadGraph.Tests.Hosting;

/// <summary>Databases with tables of a test's own, on either database.</summary>
public static class OwnTables
{
    /// <summary>Tables without any key, as somebody may have imported them.</summary>
    public const string WithoutKeys = """
        CREATE TABLE free_lesson_registrations
            (user_id bigint, username text, first_name text, email text, registered_at timestamp);
        CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at timestamp, details jsonb);
        """;

    /// <summary>Creates a database and runs the script in it.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateAsync(DatabaseProvider provider, string script)
    {
        if (provider == DatabaseProvider.Sqlite)
        {
            string file = ReferenceData.NewSqliteFile();
            ReferenceData.ExecuteSqlite(file, script);
            return $"Data Source={file}";
        }

        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"SET TimeZone = 'UTC'; {script}");
        return database;
    }

    /// <summary>Runs a script in a database that was created here.</summary>
    public static async Task ExecuteAsync(DatabaseProvider provider, string connectionString, string script)
    {
        if (provider == DatabaseProvider.Sqlite)
        {
            ReferenceData.ExecuteSqlite(new SqliteConnectionStringBuilder(connectionString).DataSource, script);
        }
        else
        {
            await PostgreSqlServer.ExecuteAsync(connectionString, script);
        }
    }
}
