using HotChocolate.Validation.Options;

namespace HotChocolate.Validation.Rules;

/// <summary>Refuses operations that nest deeper than the server wants to execute, fragments resolved.</summary>
internal static class MaxExecutionDepth
{
    public static void Check(ExecutableContext context)
    {
        Check(context, ValidationOptions.MaxNesting, skipIntrospection: false);
        if (context.Options.MaxExecutionDepth is { } limit and < ValidationOptions.MaxNesting)
        {
            Check(context, limit, context.Options.SkipIntrospectionFields);
        }
    }

    private static void Check(ExecutableContext context, int limit, bool skipIntrospection)
    {
        // No path through an operation has a field twice.
        if (context.Facts.Fields.Count <= limit)
        {
            return;
        }

        int[] fragmentDepths = MeasureFragments(context.Facts, skipIntrospection);
        foreach (OperationFacts operation in context.Facts.Operations)
        {
            if (Measure(operation.Selection, fragmentDepths, skipIntrospection) > limit)
            {
                context.Report($"The fields of {operation.Title} nest more than {limit} levels deep.", operation.Node);
            }
        }
    }

    /// <summary>
    /// The depth of each fragment, those first that it spreads. The search has a stack of its own, since fragments
    /// can be chained by the thousands; cycles, which are another rule's error, are cut.
    /// </summary>
    private static int[] MeasureFragments(DocumentFacts facts, bool skipIntrospection)
    {
        var depths = new int[facts.Fragments.Count];
        var visited = new bool[facts.Fragments.Count];
        var path = new Stack<(FragmentFacts Fragment, int NextSpread)>();
        foreach (FragmentFacts root in facts.Fragments)
        {
            Enter(root);
            while (path.TryPop(out (FragmentFacts Fragment, int NextSpread) step))
            {
                FragmentFacts fragment = step.Fragment;
                if (step.NextSpread == fragment.Spreads.Count)
                {
                    depths[fragment.Index] = Measure(fragment.Selection, depths, skipIntrospection);
                    continue;
                }

                path.Push((fragment, step.NextSpread + 1));
                if (fragment.Spreads[step.NextSpread].Fragment is { } target)
                {
                    Enter(target);
                }
            }
        }

        return depths;

        void Enter(FragmentFacts fragment)
        {
            if (!visited[fragment.Index])
            {
                visited[fragment.Index] = true;
                path.Push((fragment, 0));
            }
        }
    }

    private static int Measure(SelectionFacts selection, int[] fragmentDepths, bool skipIntrospection)
    {
        int depth = 0;
        foreach (FieldFacts field in selection.Fields)
        {
            if (!(skipIntrospection && field.IsIntrospection))
            {
                int below = field.Selection is null
                    ? 0
                    : Measure(field.Selection, fragmentDepths, skipIntrospection);
                depth = Math.Max(depth, 1 + below);
            }
        }

        foreach (SpreadFacts spread in selection.Spreads)
        {
            if (spread.Fragment is { } fragment)
            {
                depth = Math.Max(depth, fragmentDepths[fragment.Index]);
            }
        }

        return depth;
    }
}
