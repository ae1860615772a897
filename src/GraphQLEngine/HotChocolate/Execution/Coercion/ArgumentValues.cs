using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>The coerced arguments of one field, by their index in the field's definition.</summary>
internal sealed class ArgumentValues(int count)
{
    public static readonly ArgumentValues None = new(0);

    private readonly object?[] _values = new object?[count];
    private readonly bool[] _given = new bool[count];

    public object? this[int index] => _values[index];

    public bool IsGiven(int index) => _given[index];

    /// <summary>https://spec.graphql.org/September2025/#CoerceArgumentValues()</summary>
    /// <exception cref="CoercionException">An argument is missing or is not a value of its type.</exception>
    public static ArgumentValues Coerce(
        NamedList<InputValue> definitions, ArgumentNode[] arguments, SyntaxNode owner, VariableValues variables)
    {
        if (definitions.Count == 0)
        {
            return None;
        }

        var result = new ArgumentValues(definitions.Count);
        for (int index = 0; index < definitions.Count; index++)
        {
            InputValue definition = definitions[index];
            ValueNode? literal = Find(arguments, definition.Name)?.Value;
            if (literal is VariableNode variable && !variables.Has(variable.Name.Value))
            {
                literal = definition.DefaultValue is null && definition.Type.IsNonNull ? literal : null;
            }

            if ((literal ?? definition.DefaultValue) is { } source)
            {
                result._values[index] = LiteralCoercion.Coerce(source, definition.Type, variables);
                result._given[index] = true;
            }
            else if (definition.Type.IsNonNull)
            {
                throw new CoercionException(
                    $"Argument `{definition.Name}` of required type `{definition.Type}` was not given.", owner)
                {
                    MessageWithoutSchemaNames = "A required argument was not given.",
                };
            }
        }

        return result;
    }

    private static ArgumentNode? Find(ArgumentNode[] arguments, string name)
    {
        foreach (ArgumentNode argument in arguments)
        {
            if (argument.Name.Value == name)
            {
                return argument;
            }
        }

        return null;
    }
}
