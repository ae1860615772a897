using HotChocolate.Language;

namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>https://spec.graphql.org/September2025/#sec-Enums.Type-Validation</summary>
internal static class UniqueEnumValueNames
{
    public static void Check(TypeSystemContext context)
    {
        foreach (IGrouping<string, EnumTypeDefinitionNode> type in
            context.TypesAndExtensions.OfType<EnumTypeDefinitionNode>().GroupBy(static type => type.Name.Value))
        {
            HashSet<string> existing =
            [
                .. context.FindBase(type.Key)
                    .OfType<EnumTypeDefinitionNode>()
                    .SelectMany(static part => part.Values)
                    .Select(static value => value.Name.Value),
            ];
            context.ReportDuplicatesAndRedefinitions(
                type.SelectMany(static part => part.Values),
                static value => value.Name,
                existing.Contains,
                name => $"enum value `{type.Key}.{name}`");
        }
    }
}
