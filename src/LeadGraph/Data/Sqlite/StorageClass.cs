using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace LeadGraph.Data.Sqlite;

/// <summary>
/// What a row of SQLite really holds in a column of ids: any column can hold anything, and the driver reads an integer
/// of everything, which is then somebody else's id. See https://www.sqlite.org/datatype3.html.
/// </summary>
public static class StorageClass
{
    /// <summary>The class of a whole number.</summary>
    public const string Integer = "integer";

    /// <summary>
    /// The class of a value in SQL: <c>integer</c>, <c>real</c>, <c>text</c>, <c>blob</c> or <c>null</c>.
    /// </summary>
    /// <param name="id">A column.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static string Of(long? id)
        => throw new InvalidOperationException($"{nameof(StorageClass)} stands for SQL and runs only within a query.");

    /// <summary>Maps <see cref="Of"/> to SQL.</summary>
    /// <param name="builder">The builder of a model of SQLite.</param>
    public static void Map(ModelBuilder builder)
    {
        Expression<Func<long?, string>> of = id => Of(id);
        builder.HasDbFunction(((MethodCallExpression)of.Body).Method).HasTranslation(arguments
            => new SqlFunctionExpression("typeof", [arguments[0]], nullable: false,
                argumentsPropagateNullability: [false], typeof(string), typeMapping: null));
    }
}
