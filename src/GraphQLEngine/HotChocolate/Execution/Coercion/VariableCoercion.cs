using System.Text.Json;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>
/// Coerces the variables of a request: https://spec.graphql.org/September2025/#CoerceVariableValues()
/// </summary>
internal static class VariableCoercion
{
    /// <summary>At most as many errors are reported for one request, however many variables it has.</summary>
    private const int MaxErrors = 50;

    /// <param name="schema">The schema.</param>
    /// <param name="operation">The operation, which is valid.</param>
    /// <param name="variables">What came with the request.</param>
    /// <param name="errors">Takes what is wrong; null where nothing is.</param>
    public static VariableValues Coerce(
        Schema schema,
        OperationDefinitionNode operation,
        JsonElement variables,
        ref List<IError>? errors)
    {
        if (variables.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
        {
            (errors ??= []).Add(
                new Error("`variables` has to be an object whose entries are the operation's variables."));
            return VariableValues.None;
        }

        if (operation.VariableDefinitions.Length == 0)
        {
            return VariableValues.None;
        }

        var values = new VariableValues(variables);
        foreach (VariableDefinitionNode definition in operation.VariableDefinitions)
        {
            try
            {
                Coerce(schema, definition, variables, values);
            }
            catch (CoercionException exception)
            {
                string name = $"Variable `${definition.Variable.Name}{exception.Path}`";
                (errors ??= []).Add(new Error(
                    $"{name}: {exception.Message}{exception.Names}",
                    definition,
                    exception.Code ?? ErrorCodes.InvalidVariable)
                {
                    MessageWithoutSchemaNames = $"{name}: {exception.MessageWithoutSchemaNames ?? exception.Message}",
                });
                if (errors.Count == MaxErrors)
                {
                    break;
                }
            }
        }

        return values;
    }

    private static void Coerce(
        Schema schema, VariableDefinitionNode definition, JsonElement variables, VariableValues values)
    {
        string name = definition.Variable.Name.Value;
        GraphQLType type = schema.Resolve(definition.Type)
            ?? throw new CoercionException("The schema has no such type.");
        if (variables.ValueKind == JsonValueKind.Object && JsonLiteral.TryGet(variables, name, out JsonElement json))
        {
            if (json.ValueKind == JsonValueKind.Null && type.IsNonNull)
            {
                throw new CoercionException(
                    $"It is of type `{type}`, so it must not be null.", null, ErrorCodes.NonNullViolation);
            }

            object? value = JsonCoercion.Coerce(json, type);
            values.Set(name, value, json);
        }
        else if (definition.DefaultValue is { } literal)
        {
            values.Set(name, LiteralCoercion.Coerce(literal, type, VariableValues.None), literal);
        }
        else if (type.IsNonNull)
        {
            throw new CoercionException(
                $"It is of type `{type}`, so it has to be given.", null, ErrorCodes.NonNullViolation);
        }
    }
}
