using Microsoft.Data.Sqlite;

namespace LeadGraph.Store;

/// <summary>
/// The file beside a SQLite database that holds the store, because LeadGraph never writes to the database itself.
/// </summary>
/// <param name="path">The full path of the file.</param>
/// <param name="timeout">How many seconds to wait for a lock.</param>
public sealed class StoreFile(string path, int timeout)
{
    // Identifies a store, so that no other file is taken for one.
    private const long ApplicationId = 0x4C475354;

    /// <summary>The full path of the file.</summary>
    public string Path => path;

    /// <summary>The store of a database; null if the database is not a file.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    public static StoreFile? Of(string connectionString)
    {
        var database = new SqliteConnectionStringBuilder(connectionString);
        if (database.DataSource is "" or ":memory:" || database.Mode == SqliteOpenMode.Memory
            || database.DataSource.StartsWith("file:", StringComparison.Ordinal))
        {
            return null;
        }

        string file = System.IO.Path.GetFullPath(database.DataSource);
        return new StoreFile(System.IO.Path.ChangeExtension(file, "leadgraph.db"), database.DefaultTimeout);
    }

    /// <summary>The version of the store; null if there is none.</summary>
    /// <exception cref="IOException">The file is something else.</exception>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public int? FindVersion()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version";
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return row.GetInt64(0) == ApplicationId ? row.GetInt32(1)
            : throw new IOException($"{path} is not a store of LeadGraph; it was not changed.");
    }

    /// <summary>Creates the file, or brings it to the present version.</summary>
    /// <returns>The version before; null if there was no file.</returns>
    /// <exception cref="IOException">The file is something else.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public int? Install()
    {
        int? before = FindVersion();
        if (before is null or < StoreVersion.Current)
        {
            using SqliteConnection connection = Open(SqliteOpenMode.ReadWriteCreate);
            // A write-ahead log, so that who reads the changes does not wait for a comparison that writes.
            Execute(connection, "PRAGMA journal_mode = wal");
            Execute(connection, $"BEGIN IMMEDIATE; {StoreScripts.Sqlite} PRAGMA application_id = {ApplicationId}; "
                + "COMMIT");
        }

        return before;
    }

    /// <summary>Deletes the days that are kept, because the times in the database have been moved.</summary>
    /// <exception cref="IOException">The file is something else.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public void ForgetDays()
    {
        if (FindVersion() == StoreVersion.Current)
        {
            using SqliteConnection connection = Open();
            Execute(connection, "DELETE FROM tier_days");
        }
    }

    /// <summary>Deletes the file and its write-ahead log.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="IOException">The file is something else, or is in use.</exception>
    public bool Uninstall()
    {
        if (FindVersion() is null)
        {
            return false;
        }

        foreach (string part in (string[])["", "-wal", "-shm"])
        {
            File.Delete(path + part);
        }

        return true;
    }

    /// <summary>Opens the file, which must exist.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteConnection Open() => Open(SqliteOpenMode.ReadWrite);

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        // Without a pool, which would keep a file open that has been deleted.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = timeout
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
