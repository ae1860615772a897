using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>
/// Coerces literals by the input coercion rules of their types. In lists a variable without a value counts as
/// null, in input objects as a field that was not given.
/// </summary>
internal static class LiteralCoercion
{
    /// <exception cref="CoercionException">The literal is not a value of the type.</exception>
    public static object? Coerce(ValueNode literal, GraphQLType type, VariableValues variables)
    {
        if (literal is VariableNode variable)
        {
            if (!variables.TryGet(variable.Name.Value, out object? variableValue) && type.IsNonNull)
            {
                throw new CoercionException(
                    $"Variable `${variable.Name}` has no value where `{type}` is needed.", literal)
                {
                    MessageWithoutSchemaNames = $"Variable `${variable.Name}` has no value where one is needed.",
                };
            }

            return variableValue is null && type.IsNonNull
                ? throw new CoercionException(
                    $"Variable `${variable.Name}` is null where `{type}` is needed.", literal)
                {
                    MessageWithoutSchemaNames = CoercionMessages.NullVariable(variable),
                }
                : variableValue;
        }

        if (literal is NullValueNode)
        {
            return type.IsNonNull ? throw Invalid(literal, type) : null;
        }

        return type.NullableType switch
        {
            ListType list => CoerceList(literal, list, variables),
            InputObjectType inputObject => CoerceObject(literal, inputObject, variables),
            EnumType enumType => literal is EnumValueNode name
                && enumType.Values.TryGet(name.Value, out EnumValue? value)
                    ? value.RuntimeValue
                    : throw Invalid(literal, type),
            ScalarType scalar => scalar.TryParseLiteral(WithoutVariables(literal, variables)!, out object? value)
                ? value
                : throw Invalid(literal, type),
            _ => throw new CoercionException($"`{type}` is no input type.", literal),
        };
    }

    /// <summary>Whether the literal holds a variable, so that its value differs from request to request.</summary>
    public static bool HasVariables(ValueNode literal) => literal switch
    {
        VariableNode => true,
        ListValueNode list => Array.Exists(list.Items, HasVariables),
        ObjectValueNode value => Array.Exists(value.Fields, field => HasVariables(field.Value)),
        _ => false,
    };

    private static List<object?> CoerceList(ValueNode literal, ListType list, VariableValues variables)
        => literal is ListValueNode values
            ? [.. values.Items.Select(item => Coerce(item, list.ElementType, variables))]
            : [Coerce(literal, list.ElementType, variables)];

    private static object CoerceObject(ValueNode literal, InputObjectType type, VariableValues variables)
    {
        if (literal is not ObjectValueNode value)
        {
            throw Invalid(literal, type);
        }

        var result = new InputObject(type);
        foreach (ObjectFieldNode entry in value.Fields)
        {
            int index = type.Fields.IndexOf(entry.Name.Value);
            if (index < 0)
            {
                throw new CoercionException($"`{type}` has no field `{entry.Name}`.", entry)
                {
                    MessageWithoutSchemaNames = CoercionMessages.NoField(entry.Name.Value),
                    Names = CoercionMessages.Fields(type),
                };
            }

            if (entry.Value is not VariableNode variable || variables.Has(variable.Name.Value))
            {
                result.Set(index, Coerce(entry.Value, type.Fields[index].Type, variables));
            }
        }

        return InputObjectCoercion.Complete(result, literal);
    }

    /// <summary>Scalars that take any literal get one in which variables are replaced by their values.</summary>
    private static ValueNode? WithoutVariables(ValueNode literal, VariableValues variables) => literal switch
    {
        VariableNode variable => variables.Literal(variable.Name.Value),
        ListValueNode list when HasVariables(list) => new ListValueNode(
            list.Location,
            [.. list.Items.Select(item => WithoutVariables(item, variables) ?? new NullValueNode(item.Location))]),
        ObjectValueNode value when HasVariables(value) => new ObjectValueNode(
            value.Location,
            [.. value.Fields
                .Select(field => (field.Name, Value: WithoutVariables(field.Value, variables)))
                .Where(field => field.Value is not null)
                .Select(field => new ObjectFieldNode(field.Name.Location, field.Name, field.Value!))]),
        _ => literal,
    };

    private static CoercionException Invalid(ValueNode literal, GraphQLType type)
        => new($"The literal is not a value of type `{type}`.", literal)
        {
            MessageWithoutSchemaNames = "The literal is not a value of the type that is needed.",
            Names = CoercionMessages.Expected(type),
        };
}
