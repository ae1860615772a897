namespace HotChocolate.Validation.Rules;

/// <summary>
/// A list field whose <c>@listSize</c> says so needs exactly one slicing argument:
/// https://ibm.github.io/graphql-specs/cost-spec.html#sec-requireOneSlicingArgument
/// </summary>
internal static class OneSlicingArgument
{
    /// <summary>The code that HotChocolate reports it with.</summary>
    private const string Code = "HC0082";

    public static void Check(ExecutableContext context)
    {
        foreach (FieldFacts field in context.Facts.Fields)
        {
            if (field.Definition is { Directives.Count: > 0 } definition
                && ListSize.Of(definition) is { RequiresOneSlicingArgument: true } size
                && field.Node.Arguments.Count(argument => size.SlicingArguments.Contains(argument.Name.Value)) != 1)
            {
                string names = context.RevealsSchemaNames
                    ? $"the arguments {string.Join(" or ", size.SlicingArguments.Select(static name => $"`{name}`"))}"
                    : "its arguments for the size of a list";
                context.Report($"Field `{field.Node.Name}` needs exactly one of {names}.", Code, field.Node);
            }
        }
    }
}
