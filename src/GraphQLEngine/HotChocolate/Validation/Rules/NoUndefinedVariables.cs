namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-All-Variable-Uses-Defined</summary>
internal static class NoUndefinedVariables
{
    public static void Check(ExecutableContext context, OperationVariables variables)
    {
        foreach (DefinitionFacts definition in variables.Definitions)
        {
            foreach (VariableUsage usage in definition.Variables)
            {
                if (variables.Find(usage.Node.Name.Value) is null && !context.IsFull)
                {
                    OperationFacts operation = variables.Operation;
                    context.Report(
                        $"Variable `${usage.Node.Name}` is not defined by {operation.Title}.",
                        [usage.Node, operation.Node]);
                }
            }
        }
    }
}
