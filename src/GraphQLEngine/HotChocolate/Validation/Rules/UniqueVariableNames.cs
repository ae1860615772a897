namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Variable-Uniqueness</summary>
internal static class UniqueVariableNames
{
    public static void Check(ExecutableContext context)
    {
        foreach (OperationFacts operation in context.Facts.Operations)
        {
            if (operation.Node.VariableDefinitions.Length > 1)
            {
                context.ReportDuplicates(
                    operation.Node.VariableDefinitions,
                    static definition => definition.Variable.Name,
                    static name => $"There is more than one variable `${name}`.");
            }
        }
    }
}
