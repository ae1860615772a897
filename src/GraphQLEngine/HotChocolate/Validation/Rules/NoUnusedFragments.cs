namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Fragments-Must-Be-Used</summary>
internal static class NoUnusedFragments
{
    public static void Check(ExecutableContext context)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<DefinitionFacts>(context.Facts.Operations);
        while (open.TryPop(out DefinitionFacts? definition))
        {
            foreach (SpreadFacts spread in definition.Spreads)
            {
                if (spread.Fragment is { } fragment && used.Add(fragment.Name))
                {
                    open.Push(fragment);
                }
            }
        }

        foreach (FragmentFacts fragment in context.Facts.Fragments)
        {
            if (!used.Contains(fragment.Name))
            {
                context.Report($"Fragment `{fragment.Name}` is not used.", fragment.Node);
            }
        }
    }
}
