using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Required-Arguments</summary>
internal static class ProvidedRequiredArguments
{
    public static void Check(ValidationContext context)
    {
        foreach (ArgumentListFacts list in context.Facts.ArgumentLists)
        {
            if (list.Definitions is null)
            {
                continue;
            }

            foreach (InputValue definition in list.Definitions.AsSpan())
            {
                if (definition.IsRequired
                    && !Array.Exists(list.Arguments, argument => argument.Name.Value == definition.Name))
                {
                    string owner = list.OwnerTitle(context.RevealsSchemaNames);
                    context.ReportWithSchemaNames(
                        $"The {owner} needs the argument `{definition.Name}` of type `{definition.Type}`.",
                        $"The {owner} needs an argument that is not given.",
                        list.Owner);
                }
            }
        }
    }
}
