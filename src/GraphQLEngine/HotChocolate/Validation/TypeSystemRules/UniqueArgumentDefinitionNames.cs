using HotChocolate.Language;

namespace HotChocolate.Validation.TypeSystemRules;

/// <summary>
/// The arguments of a field or directive have different names:
/// https://spec.graphql.org/September2025/#sec-Objects.Type-Validation and
/// https://spec.graphql.org/September2025/#sec-Type-System.Directives.Type-Validation
/// </summary>
internal static class UniqueArgumentDefinitionNames
{
    public static void Check(TypeSystemContext context)
    {
        foreach (DefinitionNode definition in context.Document.Parts)
        {
            switch (definition)
            {
                case DirectiveDefinitionNode directive:
                    Check(context, $"@{directive.Name}", directive.Arguments);
                    break;
                case ComplexTypeDefinitionNode type:
                    foreach (FieldDefinitionNode field in type.Fields)
                    {
                        Check(context, $"{type.Name}.{field.Name}", field.Arguments);
                    }

                    break;
            }
        }
    }

    private static void Check(TypeSystemContext context, string owner, InputValueDefinitionNode[] arguments) =>
        context.ReportDuplicates(
            arguments,
            static argument => argument.Name,
            name => $"Argument `{owner}({name}:)` is defined more than once.");
}
