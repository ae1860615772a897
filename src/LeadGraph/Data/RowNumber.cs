using System.Data;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadGraph.Data;

/// <summary>
/// <c>ROW_NUMBER() OVER (…)</c>, which LINQ has no method for. It needs no second reading of the rows, as a join of
/// groups with their first rows does.
/// </summary>
public static class RowNumber
{
    private static readonly LongTypeMapping BigInt = new("bigint", DbType.Int64);

    /// <summary>
    /// The number of a row, from 1, among those of its group, largest points first, then by user, within a query.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="points">The points.</param>
    /// <param name="userId">The user, of whom there is one row.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static long FromMostPoints(int group, int points, long userId) => throw OutsideAQuery();

    /// <summary>The number of a row, from 1, in the reverse order, within a query.</summary>
    /// <param name="group">The group.</param>
    /// <param name="points">The points.</param>
    /// <param name="userId">The user, of whom there is one row.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static long FromFewestPoints(int group, int points, long userId) => throw OutsideAQuery();

    /// <summary>Maps both to SQL.</summary>
    /// <param name="builder">The builder of the model.</param>
    internal static void Map(ModelBuilder builder)
    {
        Map(builder, (group, points, userId) => FromMostPoints(group, points, userId), fewest: false);
        Map(builder, (group, points, userId) => FromFewestPoints(group, points, userId), fewest: true);
    }

    private static void Map(ModelBuilder builder, Expression<Func<int, int, long, long>> call, bool fewest)
        => builder.HasDbFunction(((MethodCallExpression)call.Body).Method)
            .HasTranslation(arguments => new RowNumberExpression(
                [arguments[0]],
                [new OrderingExpression(arguments[1], fewest), new OrderingExpression(arguments[2], !fewest)],
                BigInt));

    private static InvalidOperationException OutsideAQuery()
        => new($"{nameof(RowNumber)} stands for SQL and runs only within a query.");
}
