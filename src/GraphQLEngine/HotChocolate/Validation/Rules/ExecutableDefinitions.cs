using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Executable-Definitions</summary>
internal static class ExecutableDefinitions
{
    public static void Check(ExecutableContext context)
    {
        foreach (DefinitionNode definition in context.Facts.Document.Definitions)
        {
            if (definition is not (OperationDefinitionNode or FragmentDefinitionNode))
            {
                string title = definition switch
                {
                    TypeDefinitionNode type => $"The definition of type `{type.Name}`",
                    DirectiveDefinitionNode directive => $"The definition of directive `@{directive.Name}`",
                    _ => "A schema definition",
                };
                context.Report($"{title} is not executable; a request has operations and fragments only.", definition);
            }
        }
    }
}
