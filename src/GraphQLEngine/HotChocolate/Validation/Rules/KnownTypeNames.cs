using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>
/// https://spec.graphql.org/September2025/#sec-Fragment-Spread-Type-Existence, and the same for variables.
/// </summary>
internal static class KnownTypeNames
{
    public static void Check(ExecutableContext context)
    {
        foreach (NamedTypeNode type in context.Facts.NamedTypes)
        {
            string name = type.Name.Value;
            if (context.Schema.Types[name] is null && !IsDefinedIn(context.Facts.Document, name))
            {
                string near = context.Suggest(name, context.Schema.Types.Select(known => known.Name));
                context.Report($"There is no type `{name}`.{near}", type);
            }
        }
    }

    // A definition is an error in an executable document, but no reason to report its uses too.
    private static bool IsDefinedIn(DocumentNode document, string name) => Array.Exists(
        document.Parts,
        definition => definition is TypeDefinitionNode { IsExtension: false } type && type.Name.Value == name);
}
