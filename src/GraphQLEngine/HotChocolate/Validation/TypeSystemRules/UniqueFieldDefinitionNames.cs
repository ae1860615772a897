using HotChocolate.Language;

namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>
/// The fields of a type have different names: https://spec.graphql.org/September2025/#sec-Objects.Type-Validation,
/// and the same for interfaces and input objects.
/// </summary>
internal static class UniqueFieldDefinitionNames
{
    public static void Check(TypeSystemContext context)
    {
        foreach (IGrouping<string, TypeDefinitionNode> type in
            context.TypesAndExtensions.GroupBy(static type => type.Name.Value))
        {
            HashSet<string> existing =
                [.. context.FindBase(type.Key).SelectMany(FieldNames).Select(static name => name.Value)];
            context.ReportDuplicatesAndRedefinitions(
                type.SelectMany(FieldNames),
                static name => name,
                existing.Contains,
                name => $"field `{type.Key}.{name}`");
        }
    }

    private static IEnumerable<NameNode> FieldNames(TypeDefinitionNode type) => type switch
    {
        ComplexTypeDefinitionNode complex => complex.Fields.Select(static field => field.Name),
        InputObjectTypeDefinitionNode input => input.Fields.Select(static field => field.Name),
        _ => [],
    };
}
