using HotChocolate.Language;

namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>
/// What is extended exists and is of the same kind: https://spec.graphql.org/September2025/#sec-Type-Extensions
/// </summary>
internal static class PossibleTypeExtensions
{
    public static void Check(TypeSystemContext context)
    {
        foreach (TypeDefinitionNode extension in context.TypesAndExtensions.Where(static type => type.IsExtension))
        {
            string name = extension.Name.Value;
            TypeDefinitionNode? own = context.Types.GetValueOrDefault(name);
            TypeDefinitionNode? extended = own ?? context.FindBase(name).FirstOrDefault();
            bool isBuiltIn = extended is null && context.HasBase && TypeSystemContext.IsInEverySchema(name);
            Type? kind = isBuiltIn ? typeof(ScalarTypeDefinitionNode) : extended?.GetType();
            if (kind is null)
            {
                string near = SpellingSuggestions.Suggest(name, context.Types.Keys.Concat(context.BaseTypes.Keys));
                context.Report($"There is no type `{name}` to extend.{near}", extension.Name);
            }
            else if (kind != extension.GetType())
            {
                string message = $"`{name}` is of another kind than its extension.";
                context.Report(message, own is null ? [extension] : [own, extension]);
            }
        }
    }
}
