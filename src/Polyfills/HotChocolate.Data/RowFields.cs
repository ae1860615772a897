using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>What the attributes of this library share: fields that answer rows.</summary>
internal static class RowFields
{
    /// <summary>
    /// The object type and class of the rows that a field answers. Null, and a mistake is reported, if it answers no
    /// list of objects.
    /// </summary>
    public static (ObjectType Type, Type Class)? Find(FieldDefinition field, TypeRegistry types, string attribute)
    {
        if (ResultTypes.Element(field.ResultType) is { } row && types.Output(row) is ObjectType type)
        {
            return (type, row);
        }

        types.Report(field.Member, $"[{attribute}] needs a list of objects, best an IQueryable<T>");
        return null;
    }

    /// <summary>The rows that a resolver has answered as a queryable; null if it has answered something else.</summary>
    public static IQueryable<T>? AsQueryable<T>(object? value) => value switch
    {
        IQueryable<T> rows => rows,
        IEnumerable<T> rows => rows.AsQueryable(),
        _ => null,
    };
}
