namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Fragment-Name-Uniqueness</summary>
internal static class UniqueFragmentNames
{
    public static void Check(ExecutableContext context) => context.ReportDuplicates(
        context.Facts.Fragments,
        static fragment => fragment.Node.Name,
        static name => $"There is more than one fragment named `{name}`.");
}
