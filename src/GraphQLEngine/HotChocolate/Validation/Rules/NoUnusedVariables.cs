using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-All-Variables-Used</summary>
internal static class NoUnusedVariables
{
    public static void Check(ExecutableContext context, OperationVariables variables)
    {
        if (variables.Operation.Node.VariableDefinitions.Length == 0)
        {
            return;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (DefinitionFacts definition in variables.Definitions)
        {
            foreach (VariableUsage usage in definition.Variables)
            {
                used.Add(usage.Node.Name.Value);
            }
        }

        foreach (VariableDefinitionNode definition in variables.Operation.Node.VariableDefinitions)
        {
            if (!used.Contains(definition.Variable.Name.Value))
            {
                context.Report(
                    $"Variable `${definition.Variable.Name}` is not used in {variables.Operation.Title}.", definition);
            }
        }
    }
}
