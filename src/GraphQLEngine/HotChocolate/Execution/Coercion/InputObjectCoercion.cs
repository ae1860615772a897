using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>The last step of coercing an input object, the same for literals and variables.</summary>
internal static class InputObjectCoercion
{
    /// <summary>Fills in defaults, refuses what is incomplete, and makes the C# object that resolvers get.</summary>
    public static object Complete(InputObject value, SyntaxNode? node)
    {
        InputObjectType type = value.Type;
        if (type.IsOneOf && (value.Given().Count() != 1 || value.Given().First().Value is null))
        {
            throw new CoercionException($"`{type}` takes exactly one of its fields, and not null.", node)
            {
                MessageWithoutSchemaNames = "This input object takes exactly one of its fields, and not null.",
                Names = CoercionMessages.Fields(type),
            };
        }

        for (int index = 0; index < type.Fields.Count; index++)
        {
            InputValue field = type.Fields[index];
            if (value.IsGiven(index))
            {
                continue;
            }

            if (field.DefaultValue is { } defaultValue)
            {
                value.Set(index, LiteralCoercion.Coerce(defaultValue, field.Type, VariableValues.None));
            }
            else if (field.Type.IsNonNull)
            {
                throw new CoercionException($"`{type}` needs a field that is not given.", node)
                {
                    MessageWithoutSchemaNames = "This input object needs a field that is not given.",
                    Names = $" It is `{field.Name}` of type `{field.Type}`.",
                };
            }
        }

        return type.CreateInstance is { } create ? create(value) : value;
    }
}
