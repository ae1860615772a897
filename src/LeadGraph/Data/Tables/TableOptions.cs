using LeadGraph.Configuration;

namespace LeadGraph.Data.Tables;

/// <summary>The names of the two tables and their columns, as <see cref="NamePart.Parse"/> reads them.</summary>
public sealed class TableOptions
{
    /// <summary>The section of these settings.</summary>
    public const string Section = $"{LeadGraphOptions.Section}:Tables";

    /// <summary>The table of events.</summary>
    public EventTableOptions Events { get; set; } = new();

    /// <summary>The table of registrations.</summary>
    public RegistrationTableOptions Registrations { get; set; } = new();

    /// <summary>What is wrong with the settings; each message names its setting.</summary>
    /// <param name="provider">The database that has the tables.</param>
    public IEnumerable<string> Problems(DatabaseProvider provider)
        => ProblemsOf($"{Section}:{nameof(Events)}", provider, Events.Name, Events.Columns.ByKey(), optional: null)
            .Concat(ProblemsOf(
                $"{Section}:{nameof(Registrations)}", provider, Registrations.Name, Registrations.Columns.ByKey(),
                optional: nameof(RegistrationColumnOptions.Id)));

    private static IEnumerable<string> ProblemsOf(
        string setting, DatabaseProvider provider, string table, IReadOnlyDictionary<string, string> columns,
        string? optional)
    {
        bool hasSchemas = provider == DatabaseProvider.PostgreSql;
        if (NamePart.Reject(table, maxParts: hasSchemas ? 2 : 1) is { } reason)
        {
            yield return $"{setting}:Name is {table}; {reason} It must be "
                + (hasSchemas ? "table or schema.table" : "the name of a table, as SQLite has no schemas")
                + "; a part with a dot or double quotes stands in double quotes, in which each double quote is "
                + "doubled.";
        }

        foreach (var (key, column) in columns)
        {
            if (NamePart.Reject(column, maxParts: 1) is { } problem)
            {
                yield return $"{setting}:Columns:{key} is {column}; {problem} It must be the name of a column; one "
                    + "with a dot or double quotes stands in double quotes, in which each double quote is doubled.";
            }
        }

        // Where the user's id is "id", there is no other one, and none is needed.
        var twice = columns.Where(column => column.Key != optional).GroupBy(column => column.Value)
            .FirstOrDefault(columnsOfName => columnsOfName.Count() > 1);
        if (twice is not null)
        {
            yield return $"{string.Join(" and ", twice.Select(column => $"{setting}:Columns:{column.Key}"))} are both "
                + $"{twice.Key}; each must name a column of its own.";
        }
    }
}

/// <summary>The names of the table of events.</summary>
public sealed class EventTableOptions
{
    /// <summary>The name of the table, with or without its schema.</summary>
    public string Name { get; set; } = "events";

    /// <summary>The names of its columns.</summary>
    public EventColumnOptions Columns { get; set; } = new();
}

/// <summary>The names of the columns of events.</summary>
public sealed class EventColumnOptions
{
    /// <summary>The number of the row.</summary>
    public string Id { get; set; } = "id";

    /// <summary>The Telegram id of the user.</summary>
    public string UserId { get; set; } = "user_id";

    /// <summary>The type of the event.</summary>
    public string EventType { get; set; } = "event_type";

    /// <summary>The time of the event.</summary>
    public string CreatedAt { get; set; } = "created_at";

    /// <summary>The details, as JSON.</summary>
    public string Details { get; set; } = "details";

    internal IReadOnlyDictionary<string, string> ByKey() => new Dictionary<string, string>
    {
        [nameof(Id)] = Id,
        [nameof(UserId)] = UserId,
        [nameof(EventType)] = EventType,
        [nameof(CreatedAt)] = CreatedAt,
        [nameof(Details)] = Details
    };
}

/// <summary>The names of the table of registrations.</summary>
public sealed class RegistrationTableOptions
{
    /// <summary>The name of the table, with or without its schema.</summary>
    public string Name { get; set; } = "free_lesson_registrations";

    /// <summary>The names of its columns.</summary>
    public RegistrationColumnOptions Columns { get; set; } = new();
}

/// <summary>The names of the columns of registrations.</summary>
public sealed class RegistrationColumnOptions
{
    /// <summary>The number of the row, which breaks ties; the table need not have it.</summary>
    public string Id { get; set; } = "id";

    /// <summary>The Telegram id of the user.</summary>
    public string UserId { get; set; } = "user_id";

    /// <summary>The Telegram username.</summary>
    public string Username { get; set; } = "username";

    /// <summary>The first name.</summary>
    public string FirstName { get; set; } = "first_name";

    /// <summary>The email address.</summary>
    public string Email { get; set; } = "email";

    /// <summary>The time of the registration.</summary>
    public string RegisteredAt { get; set; } = "registered_at";

    internal IReadOnlyDictionary<string, string> ByKey() => new Dictionary<string, string>
    {
        [nameof(Id)] = Id,
        [nameof(UserId)] = UserId,
        [nameof(Username)] = Username,
        [nameof(FirstName)] = FirstName,
        [nameof(Email)] = Email,
        [nameof(RegisteredAt)] = RegisteredAt
    };
}
