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
                    string missing = context.TellsNames
                        ? $"the argument `{definition.Name}` of type `{definition.Type}`"
                        : "an argument that is not given";
                    context.Report($"The {list.OwnerTitle} needs {missing}.", list.Owner);
                }
            }
        }
    }
}
