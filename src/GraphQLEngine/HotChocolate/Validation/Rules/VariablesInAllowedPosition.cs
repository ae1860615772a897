using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-All-Variable-Usages-Are-Allowed</summary>
internal static class VariablesInAllowedPosition
{
    public static void Check(ExecutableContext context, OperationVariables variables)
    {
        foreach (DefinitionFacts definition in variables.Definitions)
        {
            foreach (VariableUsage usage in definition.Variables)
            {
                if (variables.Find(usage.Node.Name.Value) is { Type: { } type } variable && !context.IsFull)
                {
                    Check(context, usage, variable.Definition, type);
                }
            }
        }
    }

    private static void Check(
        ExecutableContext context, VariableUsage usage, VariableDefinitionNode definition, GraphQLType type)
    {
        if (usage.Type is not null && !IsAllowed(type, definition.DefaultValue, usage.Type, usage.HasDefault))
        {
            context.ReportWithSchemaNames(
                $"Variable `${definition.Variable.Name}` of type `{type}` is used where type `{usage.Type}` is "
                + "expected.",
                $"Variable `${definition.Variable.Name}` of type `{type}` is used where another type is expected.",
                definition,
                usage.Node);
        }

        if (usage.OneOf is not null && !type.IsNonNull && definition.DefaultValue is (null or NullValueNode))
        {
            context.ReportWithSchemaNames(
                $"Variable `${definition.Variable.Name}` of type `{type}` must not be nullable to be given to a field "
                + $"of `{usage.OneOf}`, which takes exactly one.",
                $"Variable `${definition.Variable.Name}` of type `{type}` must not be nullable to be given to a field "
                + "of an input object that takes exactly one.",
                definition,
                usage.Node);
        }
    }

    // https://spec.graphql.org/September2025/#IsVariableUsageAllowed()
    private static bool IsAllowed(
        GraphQLType variableType, ValueNode? defaultValue, GraphQLType locationType, bool hasLocationDefault)
    {
        if (locationType.IsNonNull && !variableType.IsNonNull)
        {
            bool hasDefault = defaultValue is not (null or NullValueNode);
            return (hasDefault || hasLocationDefault) && AreCompatible(variableType, locationType.NullableType);
        }

        return AreCompatible(variableType, locationType);
    }

    // https://spec.graphql.org/September2025/#AreTypesCompatible()
    private static bool AreCompatible(GraphQLType variableType, GraphQLType locationType)
    {
        if (locationType.IsNonNull && !variableType.IsNonNull)
        {
            return false;
        }

        return (variableType.NullableType, locationType.NullableType) switch
        {
            (ListType variable, ListType location) => AreCompatible(variable.ElementType, location.ElementType),
            (NamedType variable, NamedType location) => variable == location,
            _ => false,
        };
    }
}
