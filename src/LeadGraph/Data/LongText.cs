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
    /// <param name="collation">The collation of the cut text, or null where it is that of the column.</param>
    internal static void Map(ModelBuilder builder, string? collation)
    {
        Expression<Func<string?, string?>> cut = text => Cut(text);
        builder.HasDbFunction(((MethodCallExpression)cut.Body).Method).HasTranslation(arguments
            => BeginningOf(collation is null ? arguments[0] : new CollateExpression(arguments[0], collation)));
        Expression<Func<string, string>> ofJson = json => OfJson(json);
        builder.HasDbFunction(((MethodCallExpression)ofJson.Body).Method).HasTranslation(arguments
            => new SqlUnaryExpression(
                ExpressionType.Convert, arguments[0], typeof(string), new StringTypeMapping("text", dbType: null)));
    }

    private static CaseExpression BeginningOf(SqlExpression text)
    {
        var longest = new SqlConstantExpression(LongestName, Int);
        var mark = new SqlConstantExpression(Mark, text.TypeMapping);
        var beginning = new SqlFunctionExpression(
            "substr", [text, new SqlConstantExpression(1, Int), longest], nullable: true,
            argumentsPropagateNullability: [true, false, false], typeof(string), text.TypeMapping);
        var length = new SqlFunctionExpression(
            "length", [text], nullable: true, argumentsPropagateNullability: [true], typeof(int), Int);
        var isLonger = new SqlBinaryExpression(ExpressionType.GreaterThan, length, longest, typeof(bool), Bool);
        var marked = new SqlBinaryExpression(ExpressionType.Add, beginning, mark, typeof(string), text.TypeMapping);
        return new CaseExpression([new CaseWhenClause(isLonger, marked)], text);
    }
}
