using System.Globalization;
using System.Linq.Expressions;
using LeadGraph.Scoring;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Data.Sqlite;

/// <summary>The days of events on SQLite, which knows no time zones.</summary>
public static class ScoringDay
{
    private const string Function = "scoring_day";

    /// <summary>The number of the day on which a time lies, within a query.</summary>
    /// <param name="time">The time, UTC.</param>
    /// <param name="timeZone">The IANA name of the time zone whose day it is.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int? Of(DateTime? time, string timeZone)
        => throw new InvalidOperationException($"{nameof(ScoringDay)} stands for SQL and runs only within a query.");

    /// <summary>Maps <see cref="Of"/> to SQL.</summary>
    /// <param name="builder">The builder of the model.</param>
    internal static void Map(ModelBuilder builder)
    {
        Expression<Func<DateTime?, string, int?>> of = (time, timeZone) => Of(time, timeZone);
        builder.HasDbFunction(((MethodCallExpression)of.Body).Method).HasName(Function).IsBuiltIn();
    }

    /// <summary>Defines the function that <see cref="Of"/> is mapped to.</summary>
    /// <param name="connection">An open connection.</param>
    internal static void DefineOn(SqliteConnection connection)
        => connection.CreateFunction(Function, (string? time, string timeZone) => Number(time, timeZone));

    private static int? Number(string? time, string timeZone)
        => DateTime.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime utc)
            ? CalendarDays.NumberOf(utc, TimeZoneInfo.FindSystemTimeZoneById(timeZone))
            : null;
}
