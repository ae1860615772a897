namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Lone-Anonymous-Operation</summary>
internal static class LoneAnonymousOperation
{
    public static void Check(ExecutableContext context)
    {
        if (context.Facts.Operations.Count < 2)
        {
            return;
        }

        foreach (OperationFacts operation in context.Facts.Operations)
        {
            if (operation.Node.Name is null)
            {
                context.Report("An operation without a name must be the only one in its document.", operation.Node);
            }
        }
    }
}
