namespace LeadGraph.Data;

/// <summary>A column as the database's catalog describes it.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Name">The column's name.</param>
/// <param name="Type">The database's short name of the type, or null where types are not checked.</param>
/// <param name="Readable">Whether the role that asked may SELECT it.</param>
/// <param name="InvalidTimes">
/// What a column of times holds, if that is not text of the form that LeadGraph reads; else null. Only on SQLite, whose
/// columns can hold values of any type.
/// </param>
public sealed record CatalogColumn(string Table, string Name, string? Type, bool Readable, string? InvalidTimes = null);

/// <summary>Row-level security that applies to a table and the role that asked.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="HasReadPolicy">Whether any policy lets the role read rows; without one it sees none.</param>
/// <param name="ShowsAllRows">Whether the policies certainly let every row through.</param>
public sealed record RowSecurity(string Table, bool HasReadPolicy, bool ShowsAllRows);

/// <summary>What a database's catalog contains about the two tables, and the checks of it.</summary>
/// <param name="Columns">Every column of the tables that were found.</param>
/// <param name="UserIdIsUnique">Whether the database keeps <c>user_id</c> unique among the registrations.</param>
/// <param name="FoldingCollation">See <see cref="TableShape"/>.</param>
/// <param name="Role">The role that asked, where the database has roles.</param>
public sealed record TableCatalog(
    IReadOnlyList<CatalogColumn> Columns, bool UserIdIsUnique, string? FoldingCollation = null, string? Role = null)
{
    /// <summary>The table of registrations.</summary>
    public const string Registrations = "free_lesson_registrations";

    /// <summary>The table of events.</summary>
    public const string Events = "events";

    private static readonly string[] Integers = ["int4", "int8", "int2"];
    private static readonly string[] Times = ["timestamp", "timestamptz"];
    private static readonly string[] Texts = ["text", "varchar", "bpchar", "citext"];
    private static readonly string[] Json = ["jsonb", "json", "text"];

    // The id of registrations only breaks ties, so it may also be of these types. An id of another type is not read.
    private static readonly string[] Ids = [.. Integers, "numeric", "uuid", "text", "varchar"];

    private static readonly (string Table, string Column, string[] Types)[] Required =
    [
        (Registrations, "user_id", Integers), (Registrations, "username", Texts),
        (Registrations, "first_name", Texts), (Registrations, "email", Texts), (Registrations, "registered_at", Times),
        (Events, "id", Integers), (Events, "user_id", Integers), (Events, "event_type", Texts),
        (Events, "created_at", Times), (Events, "details", Json)
    ];

    /// <summary>See <see cref="TableShape"/>.</summary>
    public bool CanCountBits { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public bool EventsHaveUserIndex { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public string? ActivitySettings { get; init; }

    /// <summary>Whether the database keeps the events' <c>id</c> unique.</summary>
    public bool EventIdIsUnique { get; init; }

    /// <summary>Whether the events' details are text, which need not be JSON.</summary>
    public bool DetailsAreText => Find(Events, "details") is { Type: "text" or null, Readable: true };

    /// <summary>Where row-level security applies to the role that asked.</summary>
    public IReadOnlyList<RowSecurity> RowSecurity { get; init; } = [];

    /// <summary>Why the numbers may be wrong although the tables can be read; or null.</summary>
    public string? Limitation
    {
        get
        {
            string[] tables = [.. RowSecurity.Where(x => !x.ShowsAllRows).Select(x => $"\"{x.Table}\"")];
            return tables.Length == 0 ? null
                : $"Row-level security may hide rows of table {string.Join(" and ", tables)} from role \"{Role}\"; "
                    + "hidden rows are not counted. Give the role BYPASSRLS, or a policy USING (true).";
        }
    }

    /// <summary>Checks the tables and returns their shape.</summary>
    /// <exception cref="DatabaseNotReadyException">
    /// A table or a column is missing, is of a type that cannot be read, or may not be read by this role.
    /// </exception>
    public TableShape ToShape()
    {
        string[] problems = [.. Problems()];
        if (problems.Length > 0)
        {
            throw new DatabaseNotReadyException(string.Join(' ', problems));
        }

        return new TableShape(
            RegisteredAtHasZone: Find(Registrations, "registered_at")!.Type == "timestamptz",
            CreatedAtHasZone: Find(Events, "created_at")!.Type == "timestamptz",
            UserIdIsUnique,
            RegistrationsHaveId: Find(Registrations, "id") is { Readable: true } id && IsOneOf(Ids, id),
            FoldingCollation,
            CanCountBits,
            EventsHaveUserIndex,
            ActivitySettings);
    }

    private IEnumerable<string> Problems()
    {
        foreach (string table in (string[])[Registrations, Events])
        {
            if (!Columns.Any(column => column.Table == table))
            {
                yield return $"There is no table \"{table}\" that can be seen"
                    + (Role is null ? "." : $" by role \"{Role}\": it is missing, not in the search path, "
                        + "or in a schema without USAGE for the role.");
                continue;
            }

            var required = Required.Where(x => x.Table == table).ToList();
            foreach (var (_, name, types) in required)
            {
                CatalogColumn? column = Find(table, name);
                if (column is null)
                {
                    yield return $"Table \"{table}\" has no column \"{name}\".";
                }
                else if (!IsOneOf(types, column))
                {
                    yield return $"Column \"{name}\" of table \"{table}\" is of type {column.Type}; "
                        + $"it must be {string.Join(" or ", types.Select(SqlName).Distinct())}.";
                }
                else if (column.InvalidTimes is not null)
                {
                    yield return $"Column \"{name}\" of table \"{table}\" holds {column.InvalidTimes}; "
                        + "times must be text of the form yyyy-MM-dd HH:mm:ss, UTC, with or without decimals.";
                }
            }

            if (RowSecurity.Any(x => x.Table == table && !x.HasReadPolicy))
            {
                yield return $"Row-level security hides every row of table \"{table}\": no policy lets role \"{Role}\" "
                    + "read it. Give the role BYPASSRLS, or a policy USING (true).";
            }

            string[] unreadable = [.. required
                .Where(x => Find(table, x.Column) is { Readable: false }).Select(x => x.Column)];
            if (unreadable.Length > 0)
            {
                yield return $"Role \"{Role}\" lacks SELECT on "
                    + (unreadable.Length == required.Count ? "" : $"{string.Join(", ", unreadable)} of ")
                    + $"table \"{table}\".";
            }
        }
    }

    private CatalogColumn? Find(string table, string name)
        => Columns.FirstOrDefault(column => column.Table == table && column.Name == name);

    private static bool IsOneOf(string[] types, CatalogColumn column)
        => column.Type is null || types.Contains(column.Type);

    private static string SqlName(string type) => type switch
    {
        "int2" or "int4" => "integer",
        "int8" => "bigint",
        "bpchar" => "char",
        _ => type
    };
}
