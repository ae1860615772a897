using LeadGraph.Data.Tables;

namespace LeadGraph.Data.PostgreSql;

/// <summary>Writes a view over a table that has columns of other types, for an operator to create.</summary>
internal static class ConvertingView
{
    private const string Prefix = "leadgraph_";

    // Without any error for text such as 2025-02-31, which would end every statement: months and days are added up.
    private const string TextTime = """
        CASE WHEN {0} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}([.][0-9]+)?Z?$' THEN
        TIMESTAMP '0001-01-01' + make_interval(substr({0}, 1, 4)::int - 1, substr({0}, 6, 2)::int - 1, 0,
        substr({0}, 9, 2)::int - 1, substr({0}, 12, 2)::int, substr({0}, 15, 2)::int,
        rtrim(substr({0}, 18, 9), 'Z')::float8) END
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
            : ColumnTypes.Texts.Contains(column.Type) ? TextTime.Replace("{0}", $"({name}::text COLLATE \"C\")")
                .Replace("{{", "{").Replace("}}", "}")
            : Numbers.Contains(column.Type) ? NumberTime.Replace("{0}", name)
            : null;
    }
}
