using LeadGraph.Data.Tables;

namespace LeadGraph.Data;

/// <summary>A table as the database's catalog describes it.</summary>
/// <param name="Table">
/// Which of the two it is, <see cref="TableCatalog.Events"/> for example; null if it is neither.
/// </param>
/// <param name="Schema">The schema, or null if the search path finds the table.</param>
/// <param name="Name">The name, as the database spells it.</param>
/// <param name="SchemaIsUsable">Whether the role that asked has USAGE on the schema.</param>
/// <param name="Kind">What it is.</param>
public sealed record CatalogTable(
    string? Table, string? Schema, string Name, bool SchemaIsUsable = true, TableKind Kind = TableKind.Table)
{
    /// <summary>The table as messages name it.</summary>
    public string Shown => (Schema is null ? "" : $"{SqlIdentifier.Quoted(Schema)}.") + SqlIdentifier.Quoted(Name);
}

/// <summary>A column as the database's catalog describes it.</summary>
/// <param name="Table">The table, as in <see cref="CatalogTable.Table"/>.</param>
/// <param name="Name">The column's name.</param>
/// <param name="Type">The database's short name of the type, or null where types are not checked.</param>
/// <param name="Readable">Whether the role that asked may SELECT it.</param>
/// <param name="InvalidTimes">
/// What a column of times holds, if that is not text of the form that LeadGraph reads; else null. Only on SQLite, whose
/// columns can hold values of any type.
/// </param>
public sealed record CatalogColumn(string Table, string Name, string? Type, bool Readable, string? InvalidTimes = null);

/// <summary>Row-level security that applies to a table, or to one behind a view.</summary>
/// <param name="Table">The table, as in <see cref="CatalogTable.Table"/>.</param>
/// <param name="HasReadPolicy">Whether any policy lets the role read rows; without one it sees none.</param>
/// <param name="ShowsAllRows">Whether the policies certainly let every row through.</param>
public sealed record RowSecurity(string Table, bool HasReadPolicy, bool ShowsAllRows)
{
    /// <summary>The table that a view reads, as SQL names it; null if it is the table itself.</summary>
    public string? Behind { get; init; }

    /// <summary>The role that reads it.</summary>
    public required string Reader { get; init; }
}

/// <summary>What a database's catalog contains about the two tables.</summary>
/// <param name="Mapping">The names that the settings give to the tables and their columns.</param>
/// <param name="Tables">Those of the two tables that were found.</param>
/// <param name="Columns">Every column of the tables that were found.</param>
public sealed record TableCatalog(
    TableMapping Mapping, IReadOnlyList<CatalogTable> Tables, IReadOnlyList<CatalogColumn> Columns)
{
    /// <summary>The table of registrations, whatever its name.</summary>
    public const string Registrations = nameof(TableMapping.Registrations);

    /// <summary>The table of events, whatever its name.</summary>
    public const string Events = nameof(TableMapping.Events);

    /// <summary>Whether the database keeps the user id unique among the registrations.</summary>
    public bool UserIdIsUnique { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public string? FoldingCollation { get; init; }

    /// <summary>The role that asked, where the database has roles.</summary>
    public string? Role { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public bool CanNormalize { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public string? Encoding { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public string? TextCollation { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public bool CanCountBits { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public bool EventsHaveUserIndex { get; init; }

    /// <summary>See <see cref="TableShape"/>.</summary>
    public string? ActivitySettings { get; init; }

    /// <summary>Whether the database keeps the events' <c>id</c> unique.</summary>
    public bool EventIdIsUnique { get; init; }

    /// <summary>Whether the events' details are text, which need not be JSON.</summary>
    public bool DetailsAreText
        => Find(Events, nameof(EventColumnOptions.Details)) is { Type: "text" or null, Readable: true };

    /// <summary>Where row-level security applies to the role that asked.</summary>
    public IReadOnlyList<RowSecurity> RowSecurity { get; init; } = [];

    /// <summary>
    /// The tables of the database, with their schemas unless the search path finds them. Only read while one of the two
    /// is missing.
    /// </summary>
    public IReadOnlyList<CatalogTable> OtherTables { get; init; } = [];

    /// <summary>Why the numbers may be wrong although the tables can be read; or null.</summary>
    public string? Limitation
    {
        get
        {
            string[] tables =
            [
                .. RowSecurity.Where(x => !x.ShowsAllRows).Select(x => x.Behind is null
                    ? $"table {Shown(x.Table)} from role \"{x.Reader}\""
                    : $"table {x.Behind}, which {Shown(x.Table)} reads, from role \"{x.Reader}\"")
            ];
            return tables.Length == 0 ? null
                : $"Row-level security may hide rows of {string.Join(" and of ", tables)}; hidden rows are not "
                    + "counted. Give the role BYPASSRLS, or a policy USING (true).";
        }
    }

    /// <summary>Checks the tables and returns their shape.</summary>
    /// <param name="timeZone">The IANA name of the time zone whose days are scored.</param>
    /// <exception cref="DatabaseNotReadyException">
    /// A table or a column is missing, is of a type that cannot be read, or may not be read by this role.
    /// </exception>
    public TableShape ToShape(string timeZone = TableShape.Utc)
    {
        string[] problems = [.. new TableProblems(this).All()];
        if (problems.Length > 0)
        {
            throw new DatabaseNotReadyException(string.Join(' ', problems));
        }

        CatalogColumn registeredAt = Find(Registrations, nameof(RegistrationColumnOptions.RegisteredAt))!;
        CatalogColumn createdAt = Find(Events, nameof(EventColumnOptions.CreatedAt))!;
        return new TableShape(
            RegisteredAtHasZone: registeredAt.Type == "timestamptz",
            CreatedAtHasZone: createdAt.Type == "timestamptz",
            UserIdIsUnique,
            RegistrationsHaveId: TieBreaker is not null,
            FoldingCollation,
            CanNormalize,
            TextCollation,
            CanCountBits,
            EventsHaveUserIndex,
            ActivitySettings)
        {
            Encoding = Encoding,
            EventsKind = Found(Events)!.Kind,
            RegistrationsKind = Found(Registrations)!.Kind,
            EventsHaveTransactions = HasTransactions(Events),
            RegistrationsHaveTransactions = HasTransactions(Registrations),
            EventUserId = ColumnTypes.OfUserId(Find(Events, nameof(EventColumnOptions.UserId))!),
            RegistrationUserId = ColumnTypes.OfUserId(Find(Registrations, nameof(RegistrationColumnOptions.UserId))!),
            DayZone = ColumnTypes.Date == createdAt.Type || ColumnTypes.Date == registeredAt.Type
                ? timeZone : TableShape.Utc,
            CreatedAtIsDate = createdAt.Type == ColumnTypes.Date,
            RegisteredAtIsDate = registeredAt.Type == ColumnTypes.Date,
            PaddedTexts = string.Concat(new[]
            {
                (Registrations, nameof(RegistrationColumnOptions.Username)),
                (Registrations, nameof(RegistrationColumnOptions.FirstName)),
                (Registrations, nameof(RegistrationColumnOptions.Email)),
                (Events, nameof(EventColumnOptions.EventType))
            }.Where(x => Find(x.Item1, x.Item2)!.Type == ColumnTypes.Char).Select(x => $"{x.Item2} ")),
            EventsHaveId = ColumnTypes.IsOneOf(ColumnTypes.Integers, Find(Events, nameof(EventColumnOptions.Id))!),
            Names = TableMapping.Names(
                Of(Events), key => Find(Events, key)!.Name,
                Of(Registrations), key => Find(Registrations, key)?.Name ?? Mapped(Registrations).Columns[key].Text)
        };

        (string?, string) Of(string table) => (Found(table)!.Schema, Found(table)!.Name);
    }

    /// <summary>The id of registrations, if there is one that has an order.</summary>
    internal CatalogColumn? TieBreaker
        => Find(Registrations, nameof(RegistrationColumnOptions.Id)) is { Readable: true } id
            && ColumnTypes.IsOneOf(ColumnTypes.Ids, id)
            && id != Find(Registrations, nameof(RegistrationColumnOptions.UserId)) ? id : null;

    /// <summary>The names that the settings give to a table.</summary>
    /// <param name="table">Which of the two.</param>
    internal MappedTable Mapped(string table) => table == Events ? Mapping.Events : Mapping.Registrations;

    /// <summary>The table as the database has it, or null.</summary>
    /// <param name="table">Which of the two.</param>
    internal CatalogTable? Found(string table) => Tables.FirstOrDefault(found => found.Table == table);

    /// <summary>A column as the database has it, or null.</summary>
    /// <param name="table">Which of the two tables.</param>
    /// <param name="key">The last part of the column's setting.</param>
    internal CatalogColumn? Find(string table, string key)
        => Mapped(table).Columns[key].Spellings
            .Select(name => Columns.FirstOrDefault(column => column.Table == table && IsNamed(column, name)))
            .FirstOrDefault(column => column is not null);

    /// <summary>The table as messages name it.</summary>
    /// <param name="table">Which of the two.</param>
    internal string Shown(string table) => Found(table)?.Shown ?? Mapped(table).Shown;

    // A view may pass the xmin of its table on, as a column of its own.
    private bool HasTransactions(string table)
        => Found(table)!.Kind == TableKind.Table
            || Columns.Any(column => column.Table == table && column is { Name: "xmin", Type: "xid", Readable: true });

    // SQLite, which has no types to check, tells no case apart in names.
    private static bool IsNamed(CatalogColumn column, string name)
        => column.Name.Equals(
            name, column.Type is null ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
