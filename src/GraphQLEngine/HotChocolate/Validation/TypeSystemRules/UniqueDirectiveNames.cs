using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>
/// All directives have different names: https://spec.graphql.org/September2025/#sec-Schema. A type system may define a
/// built-in directive itself, but what extends one cannot.
/// </summary>
internal static class UniqueDirectiveNames
{
    public static void Check(TypeSystemContext context) => context.ReportDuplicatesAndRedefinitions(
        context.Document.Definitions.OfType<DirectiveDefinitionNode>(),
        static directive => directive.Name,
        name => context.HasBase && (context.BaseDirectives.Contains(name) || BuiltInDirectives.IsBuiltIn(name)),
        static name => $"directive `@{name}`");
}
