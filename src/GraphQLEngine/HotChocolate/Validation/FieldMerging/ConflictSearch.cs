using HotChocolate.Language;

namespace HotChocolate.Validation.FieldMerging;

/// <summary>
/// Reports the conflicts of a document that has some, each at the two fields of the innermost selection set that
/// holds both sides: FieldsInSetCanMerge of https://spec.graphql.org/September2025/#sec-Field-Selection-Merging,
/// pair by pair. That is exponential at worst, so it gives up after <see cref="MaxComparisons"/>.
/// </summary>
internal sealed class ConflictSearch
{
    private const int MaxComparisons = 100_000;
    private const int MaxNesting = 64;

    private readonly ExecutableContext _context;
    private readonly HashSet<(FieldFacts, FieldFacts, bool)> _reported = [];
    private int _comparisons;

    private ConflictSearch(ExecutableContext context) => _context = context;

    private bool IsOver => _comparisons > MaxComparisons || _context.IsFull;

    /// <returns>Whether any conflict was reported.</returns>
    public static bool ReportAll(ExecutableContext context)
    {
        var search = new ConflictSearch(context);
        int before = context.Errors.Count;
        IEnumerable<DefinitionFacts> definitions = [.. context.Facts.Operations, .. context.Facts.Fragments];
        foreach (DefinitionFacts definition in definitions)
        {
            search.ReportWithin(definition.Selection);
        }

        return context.Errors.Count > before;
    }

    private void ReportWithin(SelectionFacts selection)
    {
        if (IsOver)
        {
            return;
        }

        Dictionary<string, List<Entry>> groups = Collect(selection);
        foreach (List<Entry> group in groups.Values)
        {
            for (int i = 0; i < group.Count; i++)
            {
                for (int j = i + 1; j < group.Count && !IsOver; j++)
                {
                    // What one fragment holds is reported where the fragment is defined.
                    if (group[i].Spread is null || group[i].Spread != group[j].Spread)
                    {
                        Report(group[i], group[j]);
                    }
                }
            }
        }

        foreach (FieldFacts field in selection.Fields)
        {
            if (field.Selection is not null)
            {
                ReportWithin(field.Selection);
            }
        }
    }

    private void Report(Entry a, Entry b)
    {
        var conflicts = new List<FieldConflict>();
        Compare(a, b, areExclusive: false, conflicts, nesting: 0);
        if (conflicts.Count == 0)
        {
            return;
        }

        FieldConflict first = conflicts[0];
        string where = first.First == a.Field ? "" : $" (below them, in `{first.First.Node.ResponseKey}`)";
        SyntaxNode[] nodes =
        [
            .. conflicts.Select(conflict => conflict.First).Prepend(a.Field)
                .Concat(conflicts.Select(conflict => conflict.Second).Prepend(b.Field))
                .Distinct()
                .Select(field => field.Node),
        ];
        first.Difference.Report(_context, a.Field.Node.ResponseKey, where, nodes);
    }

    private void Compare(Entry a, Entry b, bool areExclusive, List<FieldConflict> conflicts, int nesting)
    {
        if (a.Field == b.Field || ++_comparisons > MaxComparisons)
        {
            return;
        }

        areExclusive |= FieldComparison.AreExclusive(a.Field, b.Field);
        FieldDifference? difference = (areExclusive ? null : FieldComparison.FindCallDifference(a.Field, b.Field))
            ?? FieldComparison.FindShapeDifference(a.Field, b.Field);
        if (difference is not null)
        {
            if (IsNew(a, b))
            {
                conflicts.Add(new FieldConflict(difference, a.Field, b.Field));
            }
        }
        else if (a.Field.Selection is not null && b.Field.Selection is not null && nesting < MaxNesting)
        {
            Dictionary<string, List<Entry>> others = Collect(b.Field.Selection);
            foreach ((string key, List<Entry> group) in Collect(a.Field.Selection))
            {
                foreach (Entry inA in group)
                {
                    foreach (Entry inB in others.GetValueOrDefault(key) ?? [])
                    {
                        Compare(inA, inB, areExclusive, conflicts, nesting + 1);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Whether the pair has not been reported yet. Two fields that meet by way of fragments can meet in many places;
    /// two that are written into the selections that meet do so once.
    /// </summary>
    private bool IsNew(Entry a, Entry b)
    {
        if (a.Spread is null && b.Spread is null)
        {
            return true;
        }

        (FieldFacts first, FieldFacts second) =
            a.Field.Index < b.Field.Index ? (a.Field, b.Field) : (b.Field, a.Field);
        return _reported.Add((first, second, a.Spread is null || b.Spread is null));
    }

    /// <summary>The fields of a selection by response key: its own, then those of each fragment spread.</summary>
    private Dictionary<string, List<Entry>> Collect(SelectionFacts selection)
    {
        var groups = new Dictionary<string, List<Entry>>(StringComparer.Ordinal);
        var visited = new HashSet<FragmentFacts>();
        var open = new Stack<(SelectionFacts Selection, FragmentFacts? Fragment, SpreadFacts? Spread)>();
        open.Push((selection, null, null));
        while (open.TryPop(out (SelectionFacts Selection, FragmentFacts? Fragment, SpreadFacts? Spread) next))
        {
            if (next.Fragment is not null && !visited.Add(next.Fragment))
            {
                continue;
            }

            foreach (FieldFacts field in next.Selection.Fields)
            {
                if (!groups.TryGetValue(field.Node.ResponseKey, out List<Entry>? group))
                {
                    groups.Add(field.Node.ResponseKey, group = []);
                }

                group.Add(new Entry(field, next.Spread));
                _comparisons++;
            }

            for (int i = next.Selection.Spreads.Count - 1; i >= 0; i--)
            {
                SpreadFacts spread = next.Selection.Spreads[i];
                if (spread.Fragment is { } fragment)
                {
                    open.Push((fragment.Selection, fragment, next.Spread ?? spread));
                }
            }
        }

        return groups;
    }

    /// <param name="Field">A field of a selection.</param>
    /// <param name="Spread">The selection's spread by way of which it belongs to it; null for its own fields.</param>
    private readonly record struct Entry(FieldFacts Field, SpreadFacts? Spread);
}
