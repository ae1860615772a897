using System.Data;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadGraph.Data;

/// <summary>Limits the length of texts within the query: of a longer text the database sends the beginning.</summary>
public static class LongText
{
    /// <summary>The most characters of a username, a name, an address or an event's type that are read.</summary>
    public const int LongestName = 1_000;

    /// <summary>The most characters of an event's details that are read.</summary>
    public const int LongestDetails = 65_536;

    /// <summary>The end of a text that was cut.</summary>
    public const string Mark = "…";

    /// <summary>The same where the encoding of the database may lack that character.</summary>
    public const string AsciiMark = "...";

    // The encoding of a database that takes each byte for a character. Clients mostly write UTF-8 into it.
    private const string Bytes = "SQL_ASCII";
    private const string LastCharacter = @"[\xC0-\xFF][\x80-\xBF]*$";

    private static readonly IntTypeMapping Int = new("integer", DbType.Int32);
    private static readonly BoolTypeMapping Bool = new("boolean", DbType.Boolean);

    /// <summary>
    /// The text, or the first <see cref="LongestName"/> characters of a longer one and <see cref="Mark"/>.
    /// </summary>
    /// <param name="text">A column.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static string? Cut(string? text)
        => throw new InvalidOperationException($"{nameof(Cut)} stands for SQL and runs only within a query.");

    /// <summary>A JSON column as text, within a query, whatever type the database keeps it in.</summary>
    /// <param name="json">The column.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static string OfJson(string json)
        => throw new InvalidOperationException($"{nameof(OfJson)} stands for SQL and runs only within a query.");

    /// <summary>Maps <see cref="Cut"/> and <see cref="OfJson"/> to SQL.</summary>
    /// <param name="builder">Builds the model.</param>
    /// <param name="provider">The database.</param>
    /// <param name="shape">What the database can do.</param>
    internal static void Map(ModelBuilder builder, DatabaseProvider provider, TableShape shape)
    {
        string mark = shape.Encoding is null ? Mark : AsciiMark;
        Expression<Func<string?, string?>> cut = text => Cut(text);
        builder.HasDbFunction(((MethodCallExpression)cut.Body).Method).HasTranslation(arguments
            => BeginningOf(
                shape.TextCollation is { } collation ? new CollateExpression(arguments[0], collation) : arguments[0],
                mark,
                hasBytes: shape.Encoding == Bytes,
                afterSort: provider == DatabaseProvider.PostgreSql));
        Expression<Func<string, string>> ofJson = json => OfJson(json);
        builder.HasDbFunction(((MethodCallExpression)ofJson.Body).Method).HasTranslation(arguments
            => new SqlUnaryExpression(
                ExpressionType.Convert, arguments[0], typeof(string), new StringTypeMapping("text", dbType: null)));
    }

    // PostgreSQL keeps long texts beside the table and reads them to tell their length. It does so for the rows of a
    // page alone if the expression has a volatile function, because that is evaluated after the sort:
    // https://www.postgresql.org/docs/release/9.6.0/. For texts that are short, the function is not called.
    private static CaseExpression BeginningOf(SqlExpression text, string mark, bool hasBytes, bool afterSort)
    {
        var longest = new SqlConstantExpression(LongestName, Int);
        var end = new SqlConstantExpression(mark, text.TypeMapping);
        var beginning = new SqlFunctionExpression(
            "substr", [text, new SqlConstantExpression(1, Int), longest], nullable: true,
            argumentsPropagateNullability: [true, false, false], typeof(string), text.TypeMapping);
        if (hasBytes)
        {
            // The cut may be within the last character, which the driver could not decode.
            beginning = new SqlFunctionExpression(
                "regexp_replace",
                [
                    beginning, new SqlConstantExpression(LastCharacter, text.TypeMapping),
                    new SqlConstantExpression("", text.TypeMapping)
                ],
                nullable: true, argumentsPropagateNullability: [true, false, false], typeof(string), text.TypeMapping);
        }

        var length = new SqlFunctionExpression(
            "length", [text], nullable: true, argumentsPropagateNullability: [true], typeof(int), Int);
        var isLonger = new SqlBinaryExpression(ExpressionType.GreaterThan, length, longest, typeof(bool), Bool);
        if (afterSort)
        {
            var time = new SqlFunctionExpression(
                "timeofday", [], nullable: false, argumentsPropagateNullability: [], typeof(string), text.TypeMapping);
            var isAlways = new SqlBinaryExpression(
                ExpressionType.NotEqual, time, new SqlConstantExpression("", text.TypeMapping), typeof(bool), Bool);
            isLonger = new SqlBinaryExpression(ExpressionType.AndAlso, isLonger, isAlways, typeof(bool), Bool);
        }

        var marked = new SqlBinaryExpression(ExpressionType.Add, beginning, end, typeof(string), text.TypeMapping);
        return new CaseExpression([new CaseWhenClause(isLonger, marked)], text);
    }
}
