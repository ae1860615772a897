namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>All types have different names: https://spec.graphql.org/September2025/#sec-Schema</summary>
internal static class UniqueTypeNames
{
    public static void Check(TypeSystemContext context) => context.ReportDuplicatesAndRedefinitions(
        context.TypesAndExtensions.Where(static type => !type.IsExtension),
        static type => type.Name,
        name => context.HasBase && (context.BaseTypes.ContainsKey(name) || TypeSystemContext.IsInEverySchema(name)),
        static name => $"type `{name}`");
}
