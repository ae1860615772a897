using System.Runtime.CompilerServices;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>
/// Counts the selections of an operation, those of a fragment each time that it is spread: a plan has no more. Each
/// fragment is visited once, although it may be spread exponentially often.
/// </summary>
/// <param name="fragments">The document's fragments by name.</param>
internal sealed class ExpandedSelections(IReadOnlyDictionary<string, FragmentDefinitionNode> fragments)
{
    private readonly Dictionary<string, double> _known = new(StringComparer.Ordinal);

    /// <summary>How many there are; infinity if there are too many to count.</summary>
    public double Of(SelectionSetNode? selectionSet)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        double count = 0;
        foreach (SelectionNode selection in selectionSet?.Items ?? [])
        {
            count += 1 + selection switch
            {
                FieldNode field => Of(field.SelectionSet),
                InlineFragmentNode inline => Of(inline.SelectionSet),
                FragmentSpreadNode spread => OfFragment(spread.Name.Value),
                _ => 0,
            };
        }

        return count;
    }

    private double OfFragment(string name)
    {
        if (!_known.TryGetValue(name, out double count))
        {
            count = Of(fragments[name].SelectionSet);
            _known.Add(name, count);
        }

        return count;
    }
}
