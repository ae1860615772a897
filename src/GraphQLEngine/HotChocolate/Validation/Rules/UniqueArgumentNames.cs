namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Argument-Uniqueness</summary>
internal static class UniqueArgumentNames
{
    public static void Check(ValidationContext context)
    {
        foreach (ArgumentListFacts list in context.Facts.ArgumentLists)
        {
            // Most lists are short, and there are many.
            if (list.Arguments.Length > 1)
            {
                context.ReportDuplicates(
                    list.Arguments, argument => argument.Name, name => $"Argument `{name}` is given more than once.");
            }
        }
    }
}
