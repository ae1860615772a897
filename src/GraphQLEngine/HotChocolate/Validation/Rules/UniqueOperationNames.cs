namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Operation-Name-Uniqueness</summary>
internal static class UniqueOperationNames
{
    public static void Check(ExecutableContext context) => context.ReportDuplicates(
        context.Facts.Operations,
        static operation => operation.Node.Name,
        static name => $"There is more than one operation named `{name}`.");
}
