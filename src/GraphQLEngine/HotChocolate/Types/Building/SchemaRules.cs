namespace HotChocolate.Types;

/// <summary>
/// What the specification asks of the types of a schema, wherever it comes from:
/// https://spec.graphql.org/September2025/#sec-Type-System
/// </summary>
internal static class SchemaRules
{
    /// <summary>The mistakes in a schema, each with the type and member that it is found at.</summary>
    public static IEnumerable<string> Check(SchemaParts schema, bool requiresQuery)
    {
        if (requiresQuery && schema.QueryType is null)
        {
            yield return "The schema has no query type.";
        }

        HashSet<NamedType> introspection = [.. schema.Introspection.All];
        foreach (string error in schema.Types.Where(type => !introspection.Contains(type)).SelectMany(CheckType))
        {
            yield return error;
        }

        foreach (DirectiveType directive in schema.Directives)
        {
            foreach (string error in CheckName(directive.Name, $"@{directive.Name}")
                .Concat(directive.Arguments.SelectMany(value => CheckInput(value, $"@{directive.Name}"))))
            {
                yield return error;
            }
        }
    }

    /// <summary>https://spec.graphql.org/September2025/#Name, less the names reserved for introspection.</summary>
    public static bool IsName(string name)
        => name.Length > 0
            && !char.IsAsciiDigit(name[0])
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            && !name.StartsWith("__", StringComparison.Ordinal);

    private static IEnumerable<string> CheckType(NamedType type) => CheckName(type.Name, type.Name).Concat(type switch
    {
        ComplexType complexType => CheckComplexType(complexType),
        UnionType union => CheckUnion(union),
        EnumType enumType => CheckEnum(enumType),
        InputObjectType inputType => CheckInputObject(inputType),
        _ => [],
    });

    private static IEnumerable<string> CheckName(string name, string place)
    {
        if (!IsName(name))
        {
            yield return $"{place}: `{name}` is not a GraphQL name, or begins with `__`.";
        }
    }

    private static IEnumerable<string> CheckComplexType(ComplexType type)
    {
        if (type.Fields.Count == 0)
        {
            yield return $"{type.Name}: the type has no fields.";
        }

        foreach (OutputField field in type.Fields)
        {
            string place = $"{type.Name}.{field.Name}";
            foreach (string error in CheckName(field.Name, place)
                .Concat(field.Arguments.SelectMany(argument => CheckInput(argument, place))))
            {
                yield return error;
            }

            if (!field.Type.IsOutputType)
            {
                yield return $"{place}: `{field.Type}` is no output type.";
            }
        }

        foreach (string error in InterfaceRules.Check(type))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> CheckUnion(UnionType type)
    {
        if (type.Types.Count == 0)
        {
            yield return $"{type.Name}: the union has no types.";
        }

        foreach (IGrouping<ObjectType, ObjectType> member in type.Types.GroupBy(item => item))
        {
            if (member.Count() > 1)
            {
                yield return $"{type.Name}: the union names `{member.Key}` more than once.";
            }
        }
    }

    private static IEnumerable<string> CheckEnum(EnumType type)
    {
        if (type.Values.Count == 0)
        {
            yield return $"{type.Name}: the enum has no values.";
        }

        foreach (EnumValue value in type.Values)
        {
            if (!IsName(value.Name) || value.Name is "true" or "false" or "null")
            {
                yield return $"{type.Name}: `{value.Name}` cannot be the name of an enum value.";
            }
        }
    }

    private static IEnumerable<string> CheckInputObject(InputObjectType type)
    {
        if (type.Fields.Count == 0)
        {
            yield return $"{type.Name}: the input object has no fields.";
        }

        foreach (InputValue field in type.Fields)
        {
            foreach (string error in CheckInput(field, type.Name))
            {
                yield return error;
            }

            if (type.IsOneOf && (field.Type.IsNonNull || field.DefaultValue is not null))
            {
                yield return $"{type.Name}.{field.Name}: a field of a @oneOf input object is nullable and has no "
                    + "default.";
            }
        }

        if (RequiresItself(type, type, []))
        {
            yield return $"{type.Name}: the input object needs itself to be given, without end.";
        }
    }

    /// <summary>
    /// Whether non-null fields lead from a type back to the first:
    /// https://spec.graphql.org/September2025/#sec-Input-Objects.Circular-References
    /// </summary>
    private static bool RequiresItself(InputObjectType type, InputObjectType first, HashSet<InputObjectType> seen)
        => type.Fields.Any(field => field.Type is NonNullType { NullableType: InputObjectType next }
            && (next == first || (seen.Add(next) && RequiresItself(next, first, seen))));

    private static IEnumerable<string> CheckInput(InputValue value, string owner)
    {
        string place = owner.Contains('.') || owner.StartsWith('@')
            ? $"{owner}({value.Name}:)"
            : $"{owner}.{value.Name}";
        foreach (string error in CheckName(value.Name, place))
        {
            yield return error;
        }

        if (!value.Type.IsInputType)
        {
            yield return $"{place}: `{value.Type}` is no input type.";
        }

        if (value.IsRequired && value.DeprecationReason is not null)
        {
            yield return $"{place}: what is required cannot be deprecated.";
        }
    }
}
