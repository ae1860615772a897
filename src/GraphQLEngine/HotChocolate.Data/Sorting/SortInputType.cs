using System.Linq.Expressions;
using System.Reflection;
using GreenDonut.Data;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>The values of <c>SortEnumType</c>.</summary>
internal enum SortDirection
{
    Ascending,
    Descending,
}

/// <summary>A type such as <c>UserActivitySortInput</c>: keys to order rows by.</summary>
internal abstract class SortInputType(string name) : InputObjectType(name)
{
    private const string DirectionType = "SortEnumType";

    /// <summary>The order of rows of an object type.</summary>
    public static SortInputType Of(ObjectType row, TypeRegistry types) => types.GetOrAdd(
        row.Name + "SortInput",
        name => (SortInputType)Activator.CreateInstance(
            typeof(SortInputType<>).MakeGenericType(row.RuntimeType!), name)!,
        sort =>
        {
            sort.Description = row.Description;
            EnumType direction = types.GetOrAdd(DirectionType, name => new EnumType(name), Complete);
            sort.Complete(row.Fields.Where(IsSortable), direction);
        });

    protected abstract void AddKey(OutputField field);

    private void Complete(IEnumerable<OutputField> fields, EnumType direction)
    {
        List<InputValue> inputs = [];
        foreach (OutputField field in fields)
        {
            AddKey(field);
            inputs.Add(new InputValue(field.Name)
            {
                Description = field.Description,
                Type = direction,
                Directives = [CostDirectives.Cost("10")],
            });
        }

        Fields = new(inputs, input => input.Name);
    }

    private static void Complete(EnumType direction) => direction.Values = new(
        [new EnumValue("ASC", SortDirection.Ascending), new EnumValue("DESC", SortDirection.Descending)],
        value => value.Name);

    private static bool IsSortable(OutputField field)
        => field.Property is not null && field.Type.NullableType is ScalarType { Name: not "JSON" } or EnumType;
}

/// <summary>Keys to order rows of one C# class by.</summary>
internal sealed class SortInputType<T>(string name) : SortInputType(name)
{
    private readonly Dictionary<string, (ISortBy<T> Ascending, ISortBy<T> Descending)> _keys = [];

    /// <summary>
    /// The order that the values ask for: by their keys as the request lists them. Null if there is none.
    /// </summary>
    /// <exception cref="GraphQLException">A direction is null.</exception>
    public SortDefinition<T>? Build(IReadOnlyList<object?> values)
    {
        List<ISortBy<T>> keys = [];
        foreach ((InputValue field, object? direction) in values.Cast<InputObject>()
            .SelectMany(value => value.AsWritten()))
        {
            (ISortBy<T> ascending, ISortBy<T> descending) = _keys[field.Name];
            keys.Add(direction switch
            {
                SortDirection.Ascending => ascending,
                SortDirection.Descending => descending,
                _ => throw DataErrors.Null(Name, field.Name),
            });
        }

        return keys.Count == 0 ? null : new SortDefinition<T>(keys);
    }

    protected override void AddKey(OutputField field) => _keys.Add(
        field.Name,
        GenericMethod.Of<Func<PropertyInfo, (ISortBy<T>, ISortBy<T>)>>(
            typeof(SortInputType<T>), nameof(Keys), field.Property!.PropertyType)(field.Property));

    private static (ISortBy<T> Ascending, ISortBy<T> Descending) Keys<TKey>(PropertyInfo property)
    {
        ParameterExpression row = Expression.Parameter(typeof(T), "row");
        var selector = Expression.Lambda<Func<T, TKey>>(Expression.Property(row, property), row);
        return (new SortBy<T, TKey>(selector, Ascending: true), new SortBy<T, TKey>(selector, Ascending: false));
    }
}
