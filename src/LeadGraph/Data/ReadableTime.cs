using System.Data;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadGraph.Data;

/// <summary>
/// Restricts times in a query to those that <see cref="DateTime"/> can represent. Both databases can hold others, and
/// reading one of those would fail.
/// </summary>
public static class ReadableTime
{
    /// <summary>The function that LeadGraph registers on SQLite connections: <see cref="Canonical"/>.</summary>
    public const string SqliteFunction = "readable_time";

    /// <summary>
    /// The first readable instant, for SQL. The first millisecond of year 1 is excluded: cut to milliseconds it is the
    /// default value of a time, which the driver reads and sends as minus infinity.
    /// </summary>
    public const string First = "0001-01-01 00:00:00.001";

    /// <summary>The last readable instant, for SQL.</summary>
    public const string Last = "9999-12-31 23:59:59.999999";

    private static readonly BoolTypeMapping Bool = new("boolean", DbType.Boolean);

    /// <summary>The time, or null if it cannot be represented.</summary>
    /// <param name="time">A column.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static DateTime? Of(DateTime? time)
        => throw new InvalidOperationException($"{nameof(ReadableTime)} stands for SQL and runs only within a query.");

    /// <summary>
    /// Text on SQLite as the driver writes the time that it means; null if it is not a time of the form that LeadGraph
    /// reads, on a day that exists, or if it is in the first millisecond of year 1. Comparing such texts compares times.
    /// </summary>
    /// <param name="text">What a row holds.</param>
    public static string? Canonical(string? text)
        => text is [_, _, _, _, '-', _, _, '-', _, _, ' ', _, _, ':', _, _, ':', _, _, ..]
            // The framework reads more, such as a time of a clock with twelve hours.
            && !text.AsSpan(19).ContainsAnyExcept("0123456789.")
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            && time.Kind == DateTimeKind.Unspecified
            && time.Ticks >= TimeSpan.TicksPerMillisecond
            ? time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)
            : null;

    /// <summary>Maps <see cref="Of"/> to SQL.</summary>
    /// <param name="builder">The builder of the model.</param>
    /// <param name="provider">The database that the model is for.</param>
    public static void Map(ModelBuilder builder, DatabaseProvider provider)
    {
        Expression<Func<DateTime?, DateTime?>> of = time => Of(time);
        builder.HasDbFunction(((MethodCallExpression)of.Body).Method).HasTranslation(arguments
            => provider == DatabaseProvider.PostgreSql
                ? WithinBounds(arguments[0])
                : new SqlFunctionExpression(SqliteFunction, [arguments[0]], nullable: true,
                    argumentsPropagateNullability: [false], arguments[0].Type, arguments[0].TypeMapping));
    }

    // Literals, because the driver would send DateTime.MinValue and DateTime.MaxValue as infinities.
    private static CaseExpression WithinBounds(SqlExpression time)
    {
        bool hasZone = time.TypeMapping!.StoreType == "timestamp with time zone";
        var within = new SqlBinaryExpression(ExpressionType.AndAlso,
            Compare(ExpressionType.GreaterThanOrEqual, First), Compare(ExpressionType.LessThanOrEqual, Last),
            typeof(bool), Bool);
        return new CaseExpression([new CaseWhenClause(within, time)]);

        SqlBinaryExpression Compare(ExpressionType comparison, string bound) => new(comparison, time,
            new SqlFragmentExpression(hasZone ? $"TIMESTAMPTZ '{bound}+00'" : $"TIMESTAMP '{bound}'"),
            typeof(bool), Bool);
    }
}
