using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Leads.Paging;

/// <summary>A column by which leads are sorted. Its values are compared in SQL, as the database sorts them.</summary>
internal sealed class LeadColumn
{
    private static readonly Dictionary<string, LeadColumn> Columns = new LeadColumn[]
    {
        new(nameof(UserActivity.UserId), isNullable: false, isIndexed: true, x => x.UserId),
        new(nameof(UserActivity.Username), isNullable: true, isIndexed: false, x => x.Username),
        new(nameof(UserActivity.FirstName), isNullable: true, isIndexed: false, x => x.FirstName),
        new(nameof(UserActivity.Email), isNullable: true, isIndexed: false, x => x.Email),
        new(nameof(UserActivity.RegisteredAt), isNullable: true, isIndexed: true, x => x.RegisteredAt),
        new(nameof(UserActivity.TotalEvents), isNullable: false, isIndexed: true, x => x.TotalEvents),
        new(nameof(UserActivity.Points), isNullable: false, isIndexed: true, x => x.Points),
        new(nameof(UserActivity.ActiveDays), isNullable: false, isIndexed: true, x => x.ActiveDays),
        new(nameof(UserActivity.LastActivity), isNullable: true, isIndexed: true, x => x.LastActivity),
        new(nameof(UserActivity.LeadScore), isNullable: false, isIndexed: true, x => (int)x.LeadScore),
        new(nameof(UserActivity.FallsAt), isNullable: true, isIndexed: true, x => x.FallsAt),
        new(nameof(UserActivity.FallsTo), isNullable: true, isIndexed: false, x => (int?)x.FallsTo),
        new(nameof(UserActivity.Momentum), isNullable: false, isIndexed: true, x => x.Momentum)
    }.ToDictionary(column => column.Name);

    private static readonly MethodInfo CompareTexts =
        typeof(string).GetMethod(nameof(string.Compare), [typeof(string), typeof(string)])!;

    private readonly Func<UserActivity, object?> _read;

    private LeadColumn(string name, bool isNullable, bool isIndexed, Func<UserActivity, object?> read)
    {
        Property = typeof(UserActivity).GetProperty(name)!;
        IsNullable = isNullable;
        IsIndexed = isIndexed;
        _read = read;
    }

    /// <summary>The user's id, which is unique and so the last key of every order.</summary>
    public static LeadColumn UserId { get; } = Columns[nameof(UserActivity.UserId)];

    /// <summary>The property of the column.</summary>
    public PropertyInfo Property { get; }

    /// <summary>The name of the property.</summary>
    public string Name => Property.Name;

    /// <summary>Whether there are rows without a value.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether the values identify a person. For callers without that scope they are NULL.</summary>
    public bool IsPersonal => Property.PropertyType == typeof(string);

    /// <summary>Whether the maintained table has an index that begins with this column.</summary>
    public bool IsIndexed { get; }

    /// <summary>
    /// Whether the index has large values first, with the ids of users ascending; null if it is not sorted by those.
    /// </summary>
    public bool? IsIndexDescending => Name switch
    {
        nameof(UserActivity.TotalEvents) => true,
        nameof(UserActivity.LeadScore) => null,
        _ => false
    };

    /// <summary>The column that a key of an order selects.</summary>
    /// <param name="key">The key of a row.</param>
    /// <exception cref="InvalidOperationException">The key is more than a column.</exception>
    public static LeadColumn Of(LambdaExpression key)
    {
        Expression body = key.Body is UnaryExpression { NodeType: ExpressionType.Convert } cast
            ? cast.Operand : key.Body;
        return body is MemberExpression { Member.Name: { } name } && Columns.TryGetValue(name, out LeadColumn? column)
            ? column
            : throw new InvalidOperationException($"Leads cannot be sorted by {key}.");
    }

    /// <summary>The column of a property.</summary>
    /// <param name="name">The name of the property.</param>
    public static LeadColumn Named(string name) => Columns[name];

    /// <summary>The value in a row; tiers as numbers.</summary>
    /// <param name="row">The row.</param>
    public object? ValueOf(UserActivity row) => _read(row);

    /// <summary>Writes a value for <see cref="TryRead"/>; times as ticks, which keeps their microseconds.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="value">The value.</param>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case DateTime time:
                json.WriteNumberValue(time.Ticks);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteNumberValue((long)value);
                break;
        }
    }

    /// <summary>Reads a value of the column.</summary>
    /// <param name="json">What <see cref="Write"/> wrote, or anything else.</param>
    /// <param name="value">The value, if it is one.</param>
    public bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null)
        {
            return IsNullable;
        }

        Type type = Property.PropertyType;
        if (type == typeof(string))
        {
            value = json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        else if (json.ValueKind != JsonValueKind.Number || !json.TryGetInt64(out long number))
        {
            value = null;
        }
        else if (type == typeof(DateTime?))
        {
            value = number >= 0 && number <= DateTime.MaxValue.Ticks ? new DateTime(number, DateTimeKind.Utc) : null;
        }
        else if (type == typeof(long))
        {
            value = number;
        }
        else
        {
            value = number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
        }

        return value is not null;
    }

    /// <summary>A comparison with a value that is not null.</summary>
    /// <param name="row">The row.</param>
    /// <param name="comparison">The operator.</param>
    /// <param name="value">The value, which becomes a parameter of the statement.</param>
    public Expression Compare(ParameterExpression row, ExpressionType comparison, object value)
    {
        Expression column = Expression.Property(row, Property);
        Expression parameter = value switch
        {
            string text => Parameter(text),
            DateTime time => Expression.Convert(Parameter(time), typeof(DateTime?)),
            int number => Parameter(number),
            _ => Parameter((long)value)
        };
        if (value is string && comparison != ExpressionType.Equal)
        {
            return Expression.MakeBinary(
                comparison, Expression.Call(CompareTexts, column, parameter), Expression.Constant(0));
        }

        if (Property.PropertyType == typeof(LeadScore))
        {
            column = Expression.Convert(column, typeof(int));
        }
        else if (Property.PropertyType == typeof(LeadScore?))
        {
            column = Expression.Convert(column, typeof(int?));
            parameter = Expression.Convert(parameter, typeof(int?));
        }

        return Expression.MakeBinary(comparison, column, parameter);
    }

    /// <summary>Whether a row has no value.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isNull">Whether it has to have none, or one.</param>
    public Expression IsNull(ParameterExpression row, bool isNull) => Expression.MakeBinary(
        isNull ? ExpressionType.Equal : ExpressionType.NotEqual,
        Expression.Property(row, Property), Expression.Constant(null, Property.PropertyType));

    // EF Core makes a parameter of what a lambda captures.
    private static Expression Parameter<T>(T value)
    {
        Expression<Func<T>> captured = () => value;
        return captured.Body;
    }
}
