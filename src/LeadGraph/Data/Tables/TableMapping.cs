namespace LeadGraph.Data.Tables;

/// <summary>The names that the settings give to the two tables and their columns.</summary>
/// <param name="Events">Those of events.</param>
/// <param name="Registrations">Those of registrations.</param>
public sealed record TableMapping(MappedTable Events, MappedTable Registrations)
{
    /// <summary>The names of the documentation.</summary>
    public static TableMapping Default { get; } = Of(new TableOptions());

    /// <summary>Reads the settings.</summary>
    /// <param name="options">Settings that <see cref="TableOptions.Problems"/> finds nothing wrong with.</param>
    public static TableMapping Of(TableOptions options) => new(
        MappedTable.Of(nameof(options.Events), options.Events.Name, options.Events.Columns.ByKey()),
        MappedTable.Of(
            nameof(options.Registrations), options.Registrations.Name, options.Registrations.Columns.ByKey()));

    /// <summary>The names as they are written, where no catalog tells how the database spells them.</summary>
    public TableNames AsWritten() => Names(
        (Events.Schema?.Text, Events.Name.Text), key => Events.Columns[key].Text,
        (Registrations.Schema?.Text, Registrations.Name.Text), key => Registrations.Columns[key].Text);

    /// <summary>Names by their keys.</summary>
    /// <param name="events">The table of events, with its schema if it is given.</param>
    /// <param name="ofEvents">Its columns by key.</param>
    /// <param name="registrations">The table of registrations, with its schema if it is given.</param>
    /// <param name="ofRegistrations">Its columns by key.</param>
    public static TableNames Names(
        (string? Schema, string Name) events, Func<string, string> ofEvents,
        (string? Schema, string Name) registrations, Func<string, string> ofRegistrations) => new(
            new EventNames(
                events.Schema, events.Name, ofEvents(nameof(EventColumnOptions.Id)),
                ofEvents(nameof(EventColumnOptions.UserId)), ofEvents(nameof(EventColumnOptions.EventType)),
                ofEvents(nameof(EventColumnOptions.CreatedAt)), ofEvents(nameof(EventColumnOptions.Details))),
            new RegistrationNames(
                registrations.Schema, registrations.Name, ofRegistrations(nameof(RegistrationColumnOptions.Id)),
                ofRegistrations(nameof(RegistrationColumnOptions.UserId)),
                ofRegistrations(nameof(RegistrationColumnOptions.Username)),
                ofRegistrations(nameof(RegistrationColumnOptions.FirstName)),
                ofRegistrations(nameof(RegistrationColumnOptions.Email)),
                ofRegistrations(nameof(RegistrationColumnOptions.RegisteredAt))));
}

/// <summary>The names that the settings give to a table and its columns.</summary>
/// <param name="Setting">The section with the table's settings.</param>
/// <param name="Schema">The schema, or null.</param>
/// <param name="Name">The table.</param>
/// <param name="Columns">The columns, by the last part of their settings.</param>
public sealed record MappedTable(
    string Setting, NamePart? Schema, NamePart Name, IReadOnlyDictionary<string, NamePart> Columns)
{
    /// <summary>The table as messages name it where the database does not have it.</summary>
    public string Shown
        => (Schema is null ? "" : $"{SqlIdentifier.Quoted(Schema.Text)}.") + SqlIdentifier.Quoted(Name.Text);

    /// <summary>Reads the settings of a table.</summary>
    /// <param name="key">The last part of its section.</param>
    /// <param name="name">The name of the table.</param>
    /// <param name="columns">The names of the columns, by the last part of their settings.</param>
    public static MappedTable Of(string key, string name, IReadOnlyDictionary<string, string> columns)
    {
        IReadOnlyList<NamePart> parts = NamePart.Parse(name);
        return new MappedTable(
            $"{TableOptions.Section}:{key}", parts.Count > 1 ? parts[0] : null, parts[^1],
            columns.ToDictionary(column => column.Key, column => NamePart.Parse(column.Value)[0]));
    }
}
