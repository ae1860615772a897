using HotChocolate.Language;

namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>All types that are named exist: https://spec.graphql.org/September2025/#sec-Type-References</summary>
internal static class KnownTypeReferences
{
    public static void Check(TypeSystemContext context)
    {
        foreach (NamedTypeNode type in context.Facts.NamedTypes)
        {
            string name = type.Name.Value;
            bool isKnown = context.Types.ContainsKey(name)
                || context.BaseTypes.ContainsKey(name)
                || TypeSystemContext.IsBuiltIn(name);
            if (!isKnown && !context.IsFull)
            {
                string near = SpellingSuggestions.Suggest(name, context.Types.Keys.Concat(context.BaseTypes.Keys));
                context.Report($"There is no type `{name}`.{near}", type);
            }
        }
    }
}
