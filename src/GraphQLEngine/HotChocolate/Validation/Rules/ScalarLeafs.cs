using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Leaf-Field-Selections</summary>
internal static class ScalarLeafs
{
    public static void Check(ExecutableContext context)
    {
        foreach (FieldFacts field in context.Facts.Fields)
        {
            if (field.Definition is not { Type: var type })
            {
                continue;
            }

            string name = field.Node.Name.Value;
            if (type.Named.IsLeaf && field.Node.SelectionSet is { } selectionSet)
            {
                context.ReportWithSchemaNames(
                    $"Field `{name}` of type `{type}` has no fields to select.",
                    $"Field `{name}` has no fields to select.",
                    selectionSet);
            }
            else if (type.Named is ComplexType or UnionType && field.Node.SelectionSet is null)
            {
                context.ReportWithSchemaNames(
                    $"Field `{name}` of type `{type}` needs a selection of its fields: `{name} {{ ... }}`.",
                    $"Field `{name}` needs a selection of its fields: `{name} {{ ... }}`.",
                    field.Node);
            }
        }
    }
}
