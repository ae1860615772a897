using System.Data.Common;
using System.Text.Json;

namespace LeadGraph.Data.Sqlite;

/// <summary>Text that PostgreSQL cannot hold was given for a comparison.</summary>
public sealed class UnstorableTextException() : Exception("Text must not contain U+0000.");

/// <summary>
/// Rejects text with U+0000, as PostgreSQL does. SQLite would compare it and find nothing; so both databases give the
/// same error.
/// </summary>
public sealed class StorableTextInterceptor : ReadInterceptor
{
    /// <inheritdoc/>
    protected override void BeforeRead(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is string text && (text.Contains('\0') || IsListWithIt(text, parameter, command)))
            {
                throw new UnstorableTextException();
            }
        }
    }

    // EF Core passes lists as JSON, in which the character is escaped.
    private static bool IsListWithIt(string text, DbParameter parameter, DbCommand command)
        => text.Contains("\\u0000", StringComparison.Ordinal)
            && command.CommandText.Contains($"json_each({parameter.ParameterName})", StringComparison.Ordinal)
            && JsonSerializer.Deserialize<string?[]>(text)!.Any(item => item?.Contains('\0') == true);
}
