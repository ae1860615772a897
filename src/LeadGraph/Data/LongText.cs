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

    /// <summary>A JSON column as text, within a query, whatever type the database keeps it in.</summary>
    /// <param name="json">The column.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static string OfJson(string json)
        => throw new InvalidOperationException($"{nameof(OfJson)} stands for SQL and runs only within a query.");

    /// <summary>Maps <see cref="OfJson"/> to SQL.</summary>
    /// <param name="builder">Builds the model.</param>
    internal static void Map(ModelBuilder builder)
    {
        Expression<Func<string, string>> ofJson = json => OfJson(json);
        builder.HasDbFunction(((MethodCallExpression)ofJson.Body).Method).HasTranslation(arguments
            => new SqlUnaryExpression(
                ExpressionType.Convert, arguments[0], typeof(string), new StringTypeMapping("text", dbType: null)));
    }
}
