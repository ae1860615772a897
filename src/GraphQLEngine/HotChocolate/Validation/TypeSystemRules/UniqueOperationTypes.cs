using HotChocolate.Language;

namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>
/// There is one root type for each kind of operation: https://spec.graphql.org/September2025/#sec-Root-Operation-Types
/// </summary>
internal static class UniqueOperationTypes
{
    public static void Check(TypeSystemContext context)
    {
        var seen = new Dictionary<OperationType, OperationTypeDefinitionNode>();
        foreach (OperationTypeDefinitionNode root in context.Schemas.SelectMany(static schema => schema.OperationTypes))
        {
            string kind = root.Operation.ToString().ToLowerInvariant();
            if (context.BaseOperationTypes.Contains(root.Operation))
            {
                context.Report($"The schema has a {kind} type already.", root);
            }
            else if (!seen.TryAdd(root.Operation, root))
            {
                context.Report($"The schema can have one {kind} type only.", seen[root.Operation], root);
            }
        }
    }
}
