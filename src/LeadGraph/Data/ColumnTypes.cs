namespace LeadGraph.Data;

/// <summary>The types of columns, by PostgreSQL's short names, that can be read.</summary>
internal static class ColumnTypes
{
    /// <summary>A day.</summary>
    public const string Date = "date";

    /// <summary>Text of a fixed length, padded with blanks.</summary>
    public const string Char = "bpchar";

    /// <summary>Integers.</summary>
    public static readonly string[] Integers = ["int4", "int8", "int2"];

    /// <summary>Types in which the whole numbers are ids of users.</summary>
    public static readonly string[] UserIds = [.. Integers, "numeric", "text", "varchar"];

    /// <summary>Times.</summary>
    public static readonly string[] Times = ["timestamp", "timestamptz", Date];

    /// <summary>Texts.</summary>
    public static readonly string[] Texts = ["text", "varchar", Char, "citext"];

    /// <summary>JSON.</summary>
    public static readonly string[] Json = ["jsonb", "json", "text"];

    /// <summary>
    /// Types of the id of registrations, which only breaks ties. An id of another type is not read.
    /// </summary>
    public static readonly string[] Ids = [.. Integers, "numeric", "uuid", "text", "varchar"];

    /// <summary>Any type, because a column of others is not read.</summary>
    public static readonly string[] Any = [];

    /// <summary>Whether a column is of one of the types. Columns of SQLite are of every type.</summary>
    /// <param name="types">The types.</param>
    /// <param name="column">The column.</param>
    public static bool IsOneOf(string[] types, CatalogColumn column)
        => column.Type is null || types == Any || types.Contains(column.Type);

    /// <summary>How a column keeps the ids of users.</summary>
    /// <param name="column">A column of one of the types of user ids.</param>
    public static UserIdType OfUserId(CatalogColumn column) => column.Type switch
    {
        "numeric" => UserIdType.Numeric,
        "text" or "varchar" => UserIdType.Text,
        _ => UserIdType.Integer
    };

    /// <summary>The name of a type in SQL.</summary>
    /// <param name="type">PostgreSQL's short name.</param>
    public static string SqlName(string type) => type switch
    {
        "int2" or "int4" => "integer",
        "int8" => "bigint",
        Char => "char",
        _ => type
    };
}
