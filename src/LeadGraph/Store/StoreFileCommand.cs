using System.Globalization;
using LeadGraph.Configuration;
using Microsoft.Data.Sqlite;

namespace LeadGraph.Store;

/// <summary>Creates, shows and deletes the store of a SQLite database, for the command line.</summary>
public static class StoreFileCommand
{
    /// <summary>Runs an action.</summary>
    /// <param name="action"><c>install</c>, <c>status</c> or <c>uninstall</c>.</param>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="output">Where results go.</param>
    /// <exception cref="CommandException">There is no such database, or its store cannot be used.</exception>
    public static async Task RunAsync(string action, string connectionString, TextWriter output)
    {
        string database = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (StoreFile.Of(connectionString) is not { } file || !File.Exists(database))
        {
            throw new CommandException($"There is no SQLite file {database}.");
        }

        try
        {
            await output.WriteLineAsync(action switch
            {
                "install" => Install(file),
                "uninstall" => file.Uninstall()
                    ? $"Uninstalled: {file.Path} is deleted." : "Not installed; nothing was changed.",
                _ => Status(file)
            });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new CommandException($"The store {file.Path} cannot be used: {failure.Message}");
        }
    }

    private static string Install(StoreFile file) => file.Install() switch
    {
        null => $"Installed: {file.Path}. LeadGraph must be able to write it and its folder.",
        < StoreVersion.Current => "Upgraded.",
        _ => "Installed already; nothing was changed."
    };

    private static string Status(StoreFile file)
    {
        if (file.FindVersion() is not { } version)
        {
            return LeadStore.NotInstalled;
        }

        if (StoreVersion.Problem(version) is { } problem)
        {
            return Line("store", problem);
        }

        using SqliteConnection connection = file.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM tier_changes), compared_at FROM comparison";
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return string.Join(Environment.NewLine,
            Line("store", $"{file.Path}, version {version}"),
            Line("tier changes", $"{row.GetInt64(0).ToString("N0", CultureInfo.InvariantCulture)} stored"),
            Line("last comparison", row.IsDBNull(1) ? "none yet" : $"{row.GetString(1)} UTC"));
    }

    private static string Line(string label, string text) => $"{label + ':',-26}{text}";
}
