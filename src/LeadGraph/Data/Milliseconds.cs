using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace LeadGraph.Data;

/// <summary>
/// Cuts times in a query to milliseconds, which is what responses contain. Databases keep more digits; if filters
/// compared those, a lead would not be found by its own time.
/// </summary>
public static class Milliseconds
{
    /// <summary>The function that LeadGraph registers on SQLite connections: <see cref="Cut"/>.</summary>
    public const string SqliteFunction = "milliseconds";

    /// <summary>Another function: <see cref="Later"/>.</summary>
    public const string SqliteLaterFunction = "milliseconds_later";

    // 2025-09-10 14:30:00.123
    private const int Length = 23;

    /// <summary>The time without what is below a millisecond.</summary>
    /// <param name="time">A readable time.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static DateTime? Of(DateTime? time)
        => throw new InvalidOperationException($"{nameof(Milliseconds)} stands for SQL and runs only within a query.");

    /// <summary>The same for a text on SQLite, without zeros at its end, as the driver writes times.</summary>
    /// <param name="text">A time as <see cref="ReadableTime.Canonical"/> writes it.</param>
    public static string? Cut(string? text)
        => text?.Length > Length ? text[..Length].TrimEnd('0').TrimEnd('.') : text;

    /// <summary>A later time, on SQLite.</summary>
    /// <param name="text">A time as <see cref="ReadableTime.Canonical"/> writes it.</param>
    /// <param name="milliseconds">How much later.</param>
    public static string? Later(string? text, long milliseconds)
        => text is null
            ? null
            : DateTime.Parse(text, CultureInfo.InvariantCulture).AddMilliseconds(milliseconds)
                .ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>Maps <see cref="Of"/> to SQL.</summary>
    /// <param name="builder">The builder of the model.</param>
    /// <param name="provider">The database that the model is for.</param>
    public static void Map(ModelBuilder builder, DatabaseProvider provider)
    {
        Expression<Func<DateTime?, DateTime?>> of = time => Of(time);
        builder.HasDbFunction(((MethodCallExpression)of.Body).Method).HasTranslation(arguments
            => provider == DatabaseProvider.PostgreSql
                ? new SqlFunctionExpression("date_trunc", [new SqlFragmentExpression("'milliseconds'"), arguments[0]],
                    nullable: true, argumentsPropagateNullability: [false, true],
                    arguments[0].Type, arguments[0].TypeMapping)
                : new SqlFunctionExpression(SqliteFunction, [arguments[0]], nullable: true,
                    argumentsPropagateNullability: [true], arguments[0].Type, arguments[0].TypeMapping));
    }
}
