using LeadGraph.Data;
using LeadGraph.Data.Tables;

namespace LeadGraph.Tests.Data;

/// <summary>The two tables under any names, with the same rows, and the settings that map them.</summary>
/// <param name="Schema">Their schema, or null.</param>
/// <param name="Events">The table of events.</param>
/// <param name="EventColumns">Its id, user, type, time and details.</param>
/// <param name="Registrations">The table of registrations.</param>
/// <param name="RegistrationColumns">Its id, user, username, first name, email and time.</param>
public sealed record MappedTables(
    string? Schema, string Events, string[] EventColumns, string Registrations, string[] RegistrationColumns)
{
    private static readonly string[] EventKeys = ["Id", "UserId", "EventType", "CreatedAt", "Details"];
    private static readonly string[] RegistrationKeys =
        ["Id", "UserId", "Username", "FirstName", "Email", "RegisteredAt"];

    /// <summary>The names of the documentation.</summary>
    public static readonly MappedTables Documented = new(
        null, "events", ["id", "user_id", "event_type", "created_at", "details"], "free_lesson_registrations",
        ["id", "user_id", "username", "first_name", "email", "registered_at"]);

    /// <summary>Names as people have them, and as an attacker who may set them would.</summary>
    public static readonly IReadOnlyDictionary<string, MappedTables> All = new Dictionary<string, MappedTables>
    {
        ["Prisma"] = new(
            "Bot", "Event", ["id", "userTgId", "type", "createdAt", "payload"],
            "Registration", ["id", "userTgId", "tgName", "firstName", "e-mail", "createdAt"]),
        ["Cyrillic"] = new(
            "Школа", "События", ["номер", "кто", "что", "Когда", "детали"],
            "Заявки", ["номер", "кто", "ник", "имя", "почта", "Когда"]),
        ["reserved words"] = new(
            "user", "order", ["select", "user", "group", "end", "table"],
            "from", ["where", "user", "all", "and", "or", "not"]),
        ["dots, blanks and quotes"] = new(
            "a.b", " my \"events\" ", ["e.id", " user id ", "\"", "a\"\"b", "c.\"d\""],
            "my.regs", ["r.id", "user id", "'", "''", "\\", "\\\""]),
        ["SQL"] = new(
            "x\"; DROP TABLE events; --", "events\"; DELETE FROM events; --",
            ["id\" FROM events; --", "@now", "$1", "{0}", ":users"],
            "r; SELECT pg_sleep(9); --", ["@p", "{registrations}", "$$", "/*", "--", "?"])
    };

    /// <summary>The settings that map the tables.</summary>
    /// <param name="provider">The database, of which SQLite has no schemas.</param>
    public (string Key, string? Value)[] Settings(DatabaseProvider provider)
    {
        string schema = Schema is null || provider == DatabaseProvider.Sqlite ? "" : $"{Quoted(Schema)}.";
        return
        [
            ("LeadGraph:Tables:Events:Name", schema + Quoted(Events)),
            ("LeadGraph:Tables:Registrations:Name", schema + Quoted(Registrations)),
            .. EventKeys.Zip(EventColumns, (key, name)
                => ($"LeadGraph:Tables:Events:Columns:{key}", (string?)Quoted(name))),
            .. RegistrationKeys.Zip(RegistrationColumns, (key, name)
                => ($"LeadGraph:Tables:Registrations:Columns:{key}", (string?)Quoted(name)))
        ];
    }

    /// <summary>The same names, for code that takes them without a configuration.</summary>
    public TableMapping Mapping()
    {
        string schema = Schema is null ? "" : $"{Quoted(Schema)}.";
        string[] e = [.. EventColumns.Select(Quoted)], r = [.. RegistrationColumns.Select(Quoted)];
        return TableMapping.Of(new TableOptions
        {
            Events = new()
            {
                Name = schema + Quoted(Events),
                Columns = new() { Id = e[0], UserId = e[1], EventType = e[2], CreatedAt = e[3], Details = e[4] }
            },
            Registrations = new()
            {
                Name = schema + Quoted(Registrations),
                Columns = new()
                {
                    Id = r[0],
                    UserId = r[1],
                    Username = r[2],
                    FirstName = r[3],
                    Email = r[4],
                    RegisteredAt = r[5]
                }
            }
        });
    }

    /// <summary>SQL that creates the tables with the indexes that LeadGraph wants, and with rows.</summary>
    /// <param name="provider">The database.</param>
    public string Script(DatabaseProvider provider)
    {
        bool hasSchema = Schema is not null && provider == DatabaseProvider.PostgreSql;
        string json = provider == DatabaseProvider.PostgreSql ? "jsonb" : "text";
        string[] e = [.. EventColumns.Select(Quoted)], r = [.. RegistrationColumns.Select(Quoted)];
        return $$$"""
            {{{(hasSchema ? $"CREATE SCHEMA {Quoted(Schema!)};" : "")}}}
            CREATE TABLE {{{Table(provider, Registrations)}}} ({{{r[0]}}} integer PRIMARY KEY, {{{r[1]}}} bigint,
                {{{r[2]}}} text, {{{r[3]}}} text, {{{r[4]}}} text, {{{r[5]}}} timestamp);
            CREATE TABLE {{{Table(provider, Events)}}} ({{{e[0]}}} integer PRIMARY KEY, {{{e[1]}}} bigint,
                {{{e[2]}}} text, {{{e[3]}}} timestamp, {{{e[4]}}} {{{json}}});
            CREATE INDEX one ON {{{Table(provider, Events)}}} ({{{e[1]}}}, {{{e[3]}}});
            CREATE INDEX two ON {{{Table(provider, Events)}}} ({{{e[3]}}}, {{{e[1]}}});
            INSERT INTO {{{Table(provider, Registrations)}}} VALUES
                (1, 7, 'old', 'Анна', NULL, '2025-08-01 10:00:00'), (2, 7, '@seven', 'Анна', 'a@example.com', NULL),
                (3, 8, 'eight', NULL, NULL, '2025-09-01 10:00:00.123456'), (4, 9, NULL, 'Nine', NULL, NULL),
                (5, 7, 'seven', 'Anna', 'a@example.com', '2025-08-01 10:00:00'), (6, NULL, 'nobody', '', '', NULL);
            INSERT INTO {{{Table(provider, Events)}}} VALUES
                (1, 7, 'click', '2025-09-10 10:00:00', '{"a": 1}'), (2, 7, 'click', '2025-09-09 10:00:00', NULL),
                (3, 7, 'open', '2025-09-08 10:00:00.5', '[]'), (4, 7, NULL, '2025-09-08 10:00:00.5', NULL),
                (5, 7, 'pay', '2025-09-07 10:00:00', NULL), (6, 8, 'pay', '2025-09-10 14:59:00', '"x"'),
                (7, 99, 'pay', '2025-09-10 10:00:00', NULL), (8, NULL, 'pay', '2025-09-10 10:00:00', NULL),
                (9, 8, 'pay', '2025-08-10 14:59:00', NULL), (10, 8, 'pay', '2031-01-01 00:00:00', NULL);
            """;
    }

    /// <summary>SQL that has the user with id 9 do five things at the time given.</summary>
    /// <param name="provider">The database.</param>
    /// <param name="time">The time, as text.</param>
    public string FiveEventsOfNine(DatabaseProvider provider, string time)
        => $"INSERT INTO {Table(provider, Events)} VALUES "
            + string.Join(", ", Enumerable.Range(11, 5).Select(id => $"({id}, 9, 'click', '{time}', NULL)"));

    private string Table(DatabaseProvider provider, string name)
        => Schema is null || provider == DatabaseProvider.Sqlite ? Quoted(name) : $"{Quoted(Schema)}.{Quoted(name)}";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"")}\"";
}
