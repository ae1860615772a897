namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Fragment-Spread-Target-Defined</summary>
internal static class KnownFragmentNames
{
    public static void Check(ExecutableContext context)
    {
        foreach (SpreadFacts spread in context.Facts.Spreads)
        {
            if (spread.Fragment is null && !context.IsFull)
            {
                string name = spread.Node.Name.Value;
                string near = SpellingSuggestions.Suggest(name, context.Facts.FragmentsByName.Keys);
                context.Report($"There is no fragment `{name}`.{near}", spread.Node.Name);
            }
        }
    }
}
