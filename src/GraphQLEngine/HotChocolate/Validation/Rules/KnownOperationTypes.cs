using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Operation-Type-Existence</summary>
internal static class KnownOperationTypes
{
    public static void Check(ExecutableContext context)
    {
        foreach (OperationFacts operation in context.Facts.Operations)
        {
            OperationType type = operation.Node.Operation;
            if (context.Schema.RootType(type) is null)
            {
                context.Report($"The schema has no {type.ToString().ToLowerInvariant()} operations.", operation.Node);
            }
        }
    }
}
