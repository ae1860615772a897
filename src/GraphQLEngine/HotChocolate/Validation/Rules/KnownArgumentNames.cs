using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Argument-Names</summary>
internal static class KnownArgumentNames
{
    public static void Check(ValidationContext context)
    {
        foreach (ArgumentListFacts list in context.Facts.ArgumentLists)
        {
            if (list.Definitions is null)
            {
                continue;
            }

            foreach (ArgumentNode argument in list.Arguments)
            {
                string name = argument.Name.Value;
                if (list.Definitions[name] is null && !context.IsFull)
                {
                    string near = context.Suggest(name, list.Definitions.Select(static known => known.Name));
                    string owner = list.OwnerTitle(context.RevealsSchemaNames);
                    context.Report($"The {owner} has no argument `{name}`.{near}", argument);
                }
            }
        }
    }
}
