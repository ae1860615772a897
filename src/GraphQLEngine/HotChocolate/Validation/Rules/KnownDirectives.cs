using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>
/// https://spec.graphql.org/September2025/#sec-Directives-Are-Defined and
/// https://spec.graphql.org/September2025/#sec-Directives-Are-in-Valid-Locations
/// </summary>
internal static class KnownDirectives
{
    public static void Check(ValidationContext context)
    {
        foreach (DirectiveListFacts list in context.Facts.DirectiveLists)
        {
            foreach (DirectiveNode directive in list.Directives)
            {
                string name = directive.Name.Value;
                if (context.Directives[name] is not { } definition)
                {
                    string near = context.Suggest(name, context.Directives.Select(static known => known.Name));
                    context.Report($"There is no directive `@{name}`.{near}", directive);
                }
                else if (!definition.Locations.Contains(list.Location))
                {
                    context.Report(
                        $"Directive `@{name}` cannot be used on {list.Location}, only on "
                        + $"{string.Join(", ", definition.Locations)}.",
                        directive);
                }
            }
        }
    }
}
