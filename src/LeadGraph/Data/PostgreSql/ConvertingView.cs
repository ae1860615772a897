using LeadGraph.Data.Tables;

namespace LeadGraph.Data.PostgreSql;

/// <summary>Writes a view over a table that has columns of other types, for an operator to create.</summary>
internal static class ConvertingView
{
    private const string Prefix = "leadgraph_";

    // The times of RFC 3339, and what ISO 8601 allows to leave out. A day that does not exist is no time: the pattern
    // knows the lengths of months, so that make_timestamp(), which fails for others, is only called for days that do.
    // The functions are immutable, so that the expression can have an index; a cast to timestamp is not.
    private const string Day = "(?!0000)([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|"
        + "[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579]"
        + "[26])00)-02-29)";

    private const string TimeOfDay = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?";

    private const string Offset = " ?(Z|z|UTC|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)";

    private const string TextTime = $$"""
        CASE WHEN @text ~ '^{{Day}}([ Tt]{{TimeOfDay}}({{Offset}})?)?$' THEN
        make_timestamp(substr(@text, 1, 4)::int, substr(@text, 6, 2)::int, substr(@text, 9, 2)::int,
        coalesce(nullif(substr(@text, 12, 2), '')::int, 0), coalesce(nullif(substr(@text, 15, 2), '')::int, 0),
        coalesce(substring(@text, '^.{16}:([0-9]{2}([.][0-9]{1,6})?)')::float8, 0))
        - make_interval(hours => coalesce(substring(@text, '^.{16,}([+-][0-9]{2})')::int, 0),
        mins => coalesce((substring(@text, '^.{16,}([+-])')
        || substring(@text, '^.{16,}[+-][0-9]{2}:?([0-9]{2})$'))::int, 0)) END
        """;

    // Milliseconds from 1973 on are larger than seconds up to the year 5138.
    private const string NumberTime = """
        CASE WHEN {0} BETWEEN -99999999999 AND 99999999999 THEN to_timestamp({0}::float8)
        WHEN {0} BETWEEN -99999999999999 AND 99999999999999 THEN to_timestamp({0}::float8 / 1000) END
        """;

    private static readonly string[] Numbers = [.. ColumnTypes.Integers, "numeric", "float4", "float8"];

    /// <summary>
    /// What to do, with the statement that creates the view; null if a column's type cannot be converted.
    /// </summary>
    /// <param name="catalog">What the database's catalog contains.</param>
    /// <param name="table">The table.</param>
    /// <param name="required">The keys of its columns, and the types that can be read.</param>
    public static string? Of(
        TableCatalog catalog, CatalogTable table, IEnumerable<(string Key, string[] Types)> required)
    {
        var columns = new List<string>();
        foreach (var (key, types) in required)
        {
            string? converted = catalog.Find(table.Table!, key) is not { } column ? null
                : ColumnTypes.IsOneOf(types, column) ? SqlIdentifier.Of(column.Name)
                : Convert(types, column) is { } expression
                    ? $"{expression.ReplaceLineEndings(" ")} AS {SqlIdentifier.Of(column.Name)}" : null;
            if (converted is null)
            {
                return null;
            }

            columns.Add(converted);
        }

        if (catalog.TieBreaker is { } id && table.Table == TableCatalog.Registrations)
        {
            columns.Add(SqlIdentifier.Of(id.Name));
        }

        string name = Prefix + (table.Table == TableCatalog.Events ? "events" : "registrations");
        string view = $"{(table.Schema is null ? "" : $"{SqlIdentifier.Of(table.Schema)}.")}{name}";
        string setting = (table.Schema is null ? "" : $"{NamePart.Write(table.Schema)}.") + name;
        return $"A view can convert it: CREATE VIEW {view} AS SELECT {(table.Kind == TableKind.Table ? "xmin, " : "")}"
            + $"{string.Join(", ", columns)} FROM {SqlIdentifier.Of(table.Schema, table.Name)}; "
            + $"GRANT SELECT ON {view} TO {SqlIdentifier.Quoted(catalog.Role!)}; "
            + $"Then set {catalog.Mapped(table.Table!).Setting}:Name={setting}.";
    }

    private static string? Convert(string[] types, CatalogColumn column)
    {
        string name = SqlIdentifier.Of(column.Name);
        return types == ColumnTypes.UserIds ? SourceSql.WholeNumber($"{name}::text")
            : types == ColumnTypes.Texts ? $"{name}::text"
            : types == ColumnTypes.Json
            ? ColumnTypes.Texts.Contains(column.Type) ? $"{name}::text" : $"to_jsonb({name})"
            : types != ColumnTypes.Times ? null
            : ColumnTypes.Texts.Contains(column.Type) ? TextTime.Replace("@text", $"({name}::text COLLATE \"C\")")
            : Numbers.Contains(column.Type) ? NumberTime.Replace("{0}", name)
            : null;
    }
}
