using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LeadGraph.Demo;

/// <summary>Statements on the file with the demo data.</summary>
internal static class DemoSql
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="mode">Whether it is read, written or created.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>
    /// A time as the file has it: whole seconds, as EF Core writes them, so that equal times have equal texts.
    /// </summary>
    /// <param name="utc">The time, UTC.</param>
    public static string Text(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The first value of a query.</summary>
    /// <param name="connection">The open file.</param>
    /// <param name="sql">The query.</param>
    /// <param name="values">Its parameters.</param>
    public static object? QueryScalar(
        SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        return command.ExecuteScalar();
    }

    /// <summary>Executes statements.</summary>
    /// <param name="connection">The open file.</param>
    /// <param name="sql">The statements.</param>
    /// <param name="values">Their parameters.</param>
    public static void Execute(SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        command.ExecuteNonQuery();
    }

    /// <summary>A statement.</summary>
    /// <param name="connection">The open file.</param>
    /// <param name="sql">The SQL.</param>
    /// <param name="values">Its parameters.</param>
    public static SqliteCommand Command(
        SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
