namespace HotChocolate.Types;

/// <summary>
/// Whether a type has what its interfaces promise: https://spec.graphql.org/September2025/#IsValidImplementation()
/// </summary>
internal static class InterfaceRules
{
    public static IEnumerable<string> Check(ComplexType type)
    {
        foreach (InterfaceType parent in type.Interfaces.Distinct())
        {
            if (parent == type)
            {
                yield return $"{type.Name}: an interface cannot implement itself.";
                continue;
            }

            if (type.Interfaces.Count(item => item == parent) > 1)
            {
                yield return $"{type.Name}: it names the interface `{parent}` more than once.";
            }

            foreach (InterfaceType grandparent in parent.Interfaces.Where(item => !type.Interfaces.Contains(item)))
            {
                yield return grandparent == type
                    ? $"{type.Name}: it implements `{parent}`, which implements it."
                    : $"{type.Name}: it implements `{parent}` and so has to name `{grandparent}` too.";
            }

            foreach (string error in parent.Fields.SelectMany(field => CheckField(type, parent, field)))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<string> CheckField(ComplexType type, InterfaceType parent, OutputField promised)
    {
        string place = $"{type.Name}.{promised.Name}";
        if (!type.Fields.TryGet(promised.Name, out OutputField? field))
        {
            yield return $"{place}: the field is missing, which `{parent}` has.";
            yield break;
        }

        if (!IsSubtype(field.Type, promised.Type))
        {
            yield return $"{place}: its type `{field.Type}` is not the `{promised.Type}` of `{parent}`.";
        }

        foreach (InputValue argument in promised.Arguments)
        {
            if (field.Arguments[argument.Name] is not { } own)
            {
                yield return $"{place}({argument.Name}:): the argument is missing, which `{parent}` has.";
            }
            else if (own.Type.ToString() != argument.Type.ToString())
            {
                yield return $"{place}({argument.Name}:): its type `{own.Type}` is not the `{argument.Type}` of "
                    + $"`{parent}`.";
            }
        }

        foreach (InputValue argument in field.Arguments.Where(item => item.IsRequired))
        {
            if (promised.Arguments[argument.Name] is null)
            {
                yield return $"{place}({argument.Name}:): an argument that `{parent}` lacks cannot be required.";
            }
        }
    }

    /// <summary>https://spec.graphql.org/September2025/#IsValidImplementationFieldType()</summary>
    private static bool IsSubtype(GraphQLType type, GraphQLType promised) => (type, promised) switch
    {
        (NonNullType own, NonNullType other) => IsSubtype(own.NullableType, other.NullableType),
        (NonNullType own, _) => IsSubtype(own.NullableType, promised),
        (ListType own, ListType other) => IsSubtype(own.ElementType, other.ElementType),
        (ObjectType own, UnionType union) => union.Types.Contains(own),
        (ComplexType own, InterfaceType other) => own == other || own.Interfaces.Contains(other),
        _ => type == promised,
    };
}
