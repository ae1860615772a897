using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>Makes the input types of filters.</summary>
internal static class FilterTypes
{
    /// <summary>The filter on rows of an object type, e.g. <c>UserActivityFilterInput</c>.</summary>
    public static RowFilterInputType Of(ObjectType row, TypeRegistry types) => types.GetOrAdd(
        row.Name + "FilterInput",
        name => new RowFilterInputType(name),
        filter =>
        {
            filter.Description = row.Description;
            filter.Complete(row.Fields.Select(field => Property(field, types)).OfType<FilterableProperty>());
        });

    private static FilterableProperty? Property(OutputField field, TypeRegistry types)
    {
        if (field.Property is not { } property)
        {
            return null;
        }

        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IReadOnlyList<FilterOperation>? operations = type == typeof(string) ? FilterOperation.OfString
            : type == typeof(bool) ? FilterOperation.OfBoolean
            : type.IsEnum ? FilterOperation.OfEnum
            : IsComparable(type) ? FilterOperation.OfComparable
            : null;
        if (operations is null || field.Type.NullableType is not NamedType operand)
        {
            return null;
        }

        OperationFilterInputType operationType = types.GetOrAdd(
            operand.Name + "OperationFilterInput",
            name => new OperationFilterInputType(name),
            created => created.Complete(operand, operations));
        FilterCondition condition = type == typeof(string)
            ? new StringCondition()
            : (FilterCondition)Activator.CreateInstance(typeof(ValueCondition<>).MakeGenericType(type))!;
        return new FilterableProperty(field, operationType, condition);
    }

    private static bool IsComparable(Type type)
        => type == typeof(int) || type == typeof(long) || type == typeof(float) || type == typeof(double)
            || type == typeof(decimal) || type == typeof(DateTime) || type == typeof(DateTimeOffset);
}
