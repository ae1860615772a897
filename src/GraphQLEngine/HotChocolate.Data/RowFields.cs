using GreenDonut.Data;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>What the attributes of this library share: fields that return lists of objects.</summary>
internal static class RowFields
{
    /// <summary>
    /// The object type and class of the rows that a field returns. Null, and an error is reported, if it returns no
    /// list of objects.
    /// </summary>
    public static (ObjectType Type, Type Class)? Find(FieldDefinition field, TypeRegistry types, string attribute)
    {
        if (ResultTypes.Element(field.ResultType) is not { } row || types.Output(row) is not ObjectType type)
        {
            types.Report(field.Member, $"[{attribute}] needs a list of objects, best an IQueryable<T>");
            return null;
        }

        if (QueryContextParameter.RowOf(field.Member) is { } asked && asked != row)
        {
            types.Report(
                field.Member,
                $"the rows are {Naming.Display(row)}, so the parameter has to be a "
                    + $"QueryContext<{Naming.Display(row)}>");
            return null;
        }

        return (type, row);
    }

    /// <summary>
    /// Gives a field that returns rows an argument of the type for its rows. Beside a <see cref="QueryContext{T}"/>
    /// parameter that is all; without one the attribute's method is wrapped round the resolver.
    /// </summary>
    public static void AddArgument(
        FieldDefinition field, TypeRegistry types, Type attribute, string apply, string argument,
        Func<ObjectType, GraphQLType> typeOf)
    {
        if (Find(field, types, attribute.Name[..^"Attribute".Length]) is not (ObjectType type, Type row))
        {
            return;
        }

        field.AddArgument(new InputValue(argument)
        {
            Type = typeOf(type),
            Directives = [CostDirectives.Cost(CostDirectives.ResolverWeight)],
        });
        if (QueryContextParameter.RowOf(field.Member) is null)
        {
            field.Wrap(GenericMethod.Of<FieldMiddleware>(attribute, apply, row));
        }
    }

    /// <summary>The rows that a resolver has returned as a queryable; null if it has returned something else.</summary>
    public static IQueryable<T>? AsQueryable<T>(object? value) => value switch
    {
        IQueryable<T> rows => InMemoryQuery.Over(rows),
        IEnumerable<T> rows => new InMemoryQuery<T>(rows),
        _ => null,
    };
}
