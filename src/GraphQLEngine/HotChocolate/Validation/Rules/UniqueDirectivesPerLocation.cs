using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Directives-Are-Unique-per-Location</summary>
internal static class UniqueDirectivesPerLocation
{
    public static void Check(ValidationContext context)
    {
        // A definition and its extensions are one location.
        var seenOnSchema = new Dictionary<string, DirectiveNode>(StringComparer.Ordinal);
        var seenOnTypes = new Dictionary<string, Dictionary<string, DirectiveNode>>(StringComparer.Ordinal);
        foreach (DirectiveListFacts list in context.Facts.DirectiveLists)
        {
            switch (list.Owner)
            {
                case SchemaDefinitionNode:
                    Check(context, list.Directives, seenOnSchema);
                    break;
                case TypeDefinitionNode type:
                    if (!seenOnTypes.TryGetValue(type.Name.Value, out Dictionary<string, DirectiveNode>? seen))
                    {
                        seenOnTypes[type.Name.Value] = seen = new(StringComparer.Ordinal);
                    }

                    Check(context, list.Directives, seen);
                    break;
                case var _ when list.Directives.Length > 1:
                    Check(context, list.Directives, new(StringComparer.Ordinal));
                    break;
            }
        }
    }

    private static void Check(
        ValidationContext context, DirectiveNode[] directives, Dictionary<string, DirectiveNode> seen)
    {
        foreach (DirectiveNode directive in directives)
        {
            string name = directive.Name.Value;
            if (context.Directives[name] is { IsRepeatable: false } && !seen.TryAdd(name, directive))
            {
                context.Report($"Directive `@{name}` can be used only once here.", seen[name], directive);
            }
        }
    }
}
