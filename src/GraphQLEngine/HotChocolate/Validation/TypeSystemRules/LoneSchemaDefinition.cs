using HotChocolate.Language;

namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>There is one schema definition at most: https://spec.graphql.org/September2025/#sec-Schema</summary>
internal static class LoneSchemaDefinition
{
    public static void Check(TypeSystemContext context)
    {
        bool isDefined = context.BaseOperationTypes.Count > 0;
        foreach (SchemaDefinitionNode schema in context.Schemas.Where(static schema => !schema.IsExtension))
        {
            if (isDefined)
            {
                context.Report("The schema is defined already; use `extend schema`.", schema);
            }

            isDefined = true;
        }
    }
}
