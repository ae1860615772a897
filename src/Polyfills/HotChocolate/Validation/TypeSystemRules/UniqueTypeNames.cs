namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>All types have different names: https://spec.graphql.org/September2025/#sec-Schema</summary>
internal static class UniqueTypeNames
{
    public static void Check(TypeSystemContext context) => context.ReportDuplicatesAndRedefinitions(
        context.TypesAndExtensions.Where(static type => !type.IsExtension),
        static type => type.Name,
        name => context.HasBase && (context.BaseTypes.ContainsKey(name) || IsAlwaysThere(name)),
        static name => $"type `{name}`");

    /// <summary>Whether introspection needs the type; other built-in scalars are there only if they are used.</summary>
    private static bool IsAlwaysThere(string name) =>
        name is "String" or "Boolean" || name.StartsWith("__", StringComparison.Ordinal);
}
