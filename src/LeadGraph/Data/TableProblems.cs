using LeadGraph.Configuration;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Tables;

namespace LeadGraph.Data;

/// <summary>Finds what the two tables lack, for an operator.</summary>
/// <param name="catalog">What the database's catalog contains.</param>
internal sealed class TableProblems(TableCatalog catalog)
{
    private static readonly (string Table, string Key, string[] Types)[] Required =
    [
        (TableCatalog.Registrations, nameof(RegistrationColumnOptions.UserId), ColumnTypes.UserIds),
        (TableCatalog.Registrations, nameof(RegistrationColumnOptions.Username), ColumnTypes.Texts),
        (TableCatalog.Registrations, nameof(RegistrationColumnOptions.FirstName), ColumnTypes.Texts),
        (TableCatalog.Registrations, nameof(RegistrationColumnOptions.Email), ColumnTypes.Texts),
        (TableCatalog.Registrations, nameof(RegistrationColumnOptions.RegisteredAt), ColumnTypes.Times),
        (TableCatalog.Events, nameof(EventColumnOptions.Id), ColumnTypes.Any),
        (TableCatalog.Events, nameof(EventColumnOptions.UserId), ColumnTypes.UserIds),
        (TableCatalog.Events, nameof(EventColumnOptions.EventType), ColumnTypes.Texts),
        (TableCatalog.Events, nameof(EventColumnOptions.CreatedAt), ColumnTypes.Times),
        (TableCatalog.Events, nameof(EventColumnOptions.Details), ColumnTypes.Json)
    ];

    /// <summary>Every problem, as a sentence or two; none if the tables can be read.</summary>
    public IEnumerable<string> All()
        => ((string[])[TableCatalog.Registrations, TableCatalog.Events]).SelectMany(table
            => catalog.Found(table) is { } found ? OfTable(found) : [Missing(table)]);

    private string Missing(string table)
        => $"There is no table {catalog.Mapped(table).Shown} that can be seen"
            + (catalog.Role is null ? "."
                : $" by role \"{catalog.Role}\": it is missing, "
                    + (catalog.Mapped(table).Schema is null ? "not in the search path, " : "")
                    + "or in a schema without USAGE for the role.")
            + NearestTable(catalog.Mapped(table));

    private IEnumerable<string> OfTable(CatalogTable found)
    {
        var (table, shown) = (found.Table!, found.Shown);
        if (!found.SchemaIsUsable)
        {
            yield return $"Role \"{catalog.Role}\" lacks USAGE on schema {SqlIdentifier.Quoted(found.Schema!)}.";
        }

        bool hasOtherType = false;
        var required = Required.Where(x => x.Table == table).ToList();
        foreach (var (_, key, types) in required)
        {
            NamePart name = catalog.Mapped(table).Columns[key];
            CatalogColumn? column = catalog.Find(table, key);
            if (column is null)
            {
                string? nearest = NearestName.Of(name.Text, catalog.Columns
                    .Where(other => other.Table == table && !IsUsed(other)).Select(other => other.Name));
                yield return $"Table {shown} has no column {SqlIdentifier.Quoted(name.Text)}." + (nearest is null ? ""
                    : DidYouMean(NamePart.Write(nearest), $"{catalog.Mapped(table).Setting}:Columns:{key}"));
            }
            else if (!ColumnTypes.IsOneOf(types, column))
            {
                yield return $"Column {SqlIdentifier.Quoted(column.Name)} of table {shown} is of type {column.Type}; "
                    + $"it must be {string.Join(" or ", types.Select(ColumnTypes.SqlName).Distinct())}.";
                hasOtherType = true;
            }
            else if (column.InvalidTimes is not null)
            {
                yield return $"Column {SqlIdentifier.Quoted(column.Name)} of table {shown} holds "
                    + $"{column.InvalidTimes}; times must be text of the form yyyy-MM-dd HH:mm:ss, UTC, with or "
                    + "without decimals.";
            }
        }

        if (hasOtherType && ConvertingView.Of(catalog, found, required.Select(x => (x.Key, x.Types))) is { } view)
        {
            yield return view;
        }

        foreach (var same in required.Where(x => catalog.Find(table, x.Key) is not null)
            .GroupBy(x => catalog.Find(table, x.Key)!.Name).Where(same => same.Count() > 1))
        {
            string settings = string.Join(
                " and ", same.Select(x => $"{catalog.Mapped(table).Setting}:Columns:{x.Key}"));
            yield return $"{settings} are both column {SqlIdentifier.Quoted(same.Key)} of table {shown}.";
        }

        if (catalog.RowSecurity.Any(x => x.Table == table && !x.HasReadPolicy))
        {
            yield return $"Row-level security hides every row of table {shown}: no policy lets role "
                + $"\"{catalog.Role}\" read it. Give the role BYPASSRLS, or a policy USING (true).";
        }

        string[] unreadable = [.. required.Select(x => catalog.Find(table, x.Key))
            .OfType<CatalogColumn>().Where(column => !column.Readable).Select(column => column.Name)];
        if (unreadable.Length > 0)
        {
            yield return $"Role \"{catalog.Role}\" lacks SELECT on "
                + (unreadable.Length == required.Count ? "" : $"{string.Join(", ", unreadable)} of ")
                + $"table {shown}.";
        }
    }

    private bool IsUsed(CatalogColumn column)
        => Required.Any(x => x.Table == column.Table && catalog.Find(x.Table, x.Key) == column);

    // By the name alone, because the table may be in another schema.
    private string NearestTable(MappedTable table)
    {
        string? name = NearestName.Of(table.Name.Text, catalog.OtherTables.Select(other => other.Name));
        CatalogTable? nearest = catalog.OtherTables.Where(other => other.Name == name)
            .OrderByDescending(other => other.Schema == table.Schema?.Text).FirstOrDefault();
        return nearest is null ? "" : DidYouMean(
            (nearest.Schema is null ? "" : $"{NamePart.Write(nearest.Schema)}.") + NamePart.Write(nearest.Name),
            $"{table.Setting}:Name");
    }

    private static string DidYouMean(string nearest, string setting)
        => $" Did you mean {nearest}? Then set {setting}={nearest}.";
}
