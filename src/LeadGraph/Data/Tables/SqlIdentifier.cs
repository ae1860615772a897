namespace LeadGraph.Data.Tables;

/// <summary>Writes names as identifiers of SQL, for both databases.</summary>
public static class SqlIdentifier
{
    // Names of the documentation, which need no quotes. Others may be reserved words, in this or a later version.
    private static readonly HashSet<string> Plain =
    [
        .. new EventColumnOptions().ByKey().Values, .. new RegistrationColumnOptions().ByKey().Values,
        new EventTableOptions().Name, new RegistrationTableOptions().Name
    ];

    /// <summary>The name, in double quotes unless it certainly needs none.</summary>
    /// <param name="name">A name as the database's catalog has it.</param>
    public static string Of(string name) => Plain.Contains(name) ? name : Quoted(name);

    /// <summary>The name of a table, with its schema if there is one.</summary>
    /// <param name="schema">The schema, or null.</param>
    /// <param name="table">The table.</param>
    public static string Of(string? schema, string table)
        => schema is null ? Of(table) : $"{Of(schema)}.{Of(table)}";

    /// <summary>The name in double quotes.</summary>
    /// <param name="name">A name as the database's catalog has it.</param>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
