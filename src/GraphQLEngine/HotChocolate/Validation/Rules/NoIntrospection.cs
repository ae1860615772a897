namespace HotChocolate.Validation.Rules;

/// <summary>Refuses introspection where the server has switched it off; <c>__typename</c> stays.</summary>
internal static class NoIntrospection
{
    /// <summary>The code that HotChocolate reports it with.</summary>
    private const string Code = "HC0046";

    public static void Check(ExecutableContext context)
    {
        if (context.Options.AllowsIntrospection)
        {
            return;
        }

        foreach (FieldFacts field in context.Facts.Fields)
        {
            if (field.Node.Name.Value is "__schema" or "__type")
            {
                context.Report(
                    $"Introspection is not allowed on this server, so `{field.Node.Name}` cannot be selected.",
                    Code,
                    field.Node);
            }
        }
    }
}
