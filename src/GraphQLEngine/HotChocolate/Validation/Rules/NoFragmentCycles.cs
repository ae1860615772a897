using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Fragment-Spreads-Must-Not-Form-Cycles</summary>
internal static class NoFragmentCycles
{
    /// <summary>
    /// A depth-first search with a stack of its own, since fragments can be chained by the thousands. A spread of
    /// a fragment that is on the stack closes a cycle.
    /// </summary>
    public static void Check(ExecutableContext context)
    {
        List<FragmentFacts> fragments = context.Facts.Fragments;
        var positions = new int[fragments.Count];
        var visited = new bool[fragments.Count];
        var path = new List<(FragmentFacts Fragment, int NextSpread)>();
        Array.Fill(positions, -1);

        foreach (FragmentFacts root in fragments)
        {
            Enter(root);
            while (path.Count > 0)
            {
                (FragmentFacts fragment, int next) = path[^1];
                if (next == fragment.Spreads.Count)
                {
                    positions[Place(fragment)] = -1;
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                path[^1] = (fragment, next + 1);
                if (fragment.Spreads[next].Fragment is not { } target)
                {
                    continue;
                }

                if (positions[target.Index] >= 0)
                {
                    Report(context, path[positions[target.Index]..]);
                }
                else
                {
                    Enter(target);
                }
            }
        }

        void Enter(FragmentFacts fragment)
        {
            int place = Place(fragment);
            if (!visited[place])
            {
                visited[place] = true;
                positions[place] = path.Count;
                path.Add((fragment, 0));
            }
        }

        // Fragments with the same name, which is an error in itself, are one.
        int Place(FragmentFacts fragment) => context.Facts.FragmentsByName[fragment.Name].Index;
    }

    private static void Report(ExecutableContext context, List<(FragmentFacts Fragment, int NextSpread)> cycle)
    {
        if (context.IsFull)
        {
            return;
        }

        SyntaxNode[] spreads = [.. cycle.Select(static step => step.Fragment.Spreads[step.NextSpread - 1].Node)];
        string name = cycle[0].Fragment.Name;
        string via = cycle.Count == 1 ? "" : $", by way of `{cycle[1].Fragment.Name}`";
        context.Report($"Fragment `{name}` spreads itself{via}.", spreads);
    }
}
