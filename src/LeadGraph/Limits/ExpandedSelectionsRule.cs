using System.Runtime.CompilerServices;
using HotChocolate;
using HotChocolate.Language;
using HotChocolate.Validation;

namespace LeadGraph.Limits;

/// <summary>
/// Refuses documents whose operations select too much once every fragment stands where it is spread. Spreads double:
/// sixteen fragments that each spread the next one twice select 65,536 times what the last one does, so the limits of
/// the text do not bound what has to be planned. https://spec.graphql.org/September2025/#sec-Language.Fragments
/// </summary>
/// <param name="limit">The most selections.</param>
public sealed class ExpandedSelectionsRule(int limit) : IDocumentValidatorRule
{
    /// <summary>The value of <c>extensions.code</c>.</summary>
    public const string Code = "DOCUMENT_TOO_LARGE";

    /// <inheritdoc/>
    public ushort Priority => 0;

    /// <inheritdoc/>
    public bool IsCacheable => true;

    /// <inheritdoc/>
    public void Validate(IDocumentValidatorContext context, DocumentNode document)
    {
        var count = new Count(document);
        if (document.Definitions.OfType<OperationDefinitionNode>().Any(operation => count.Of(operation) > limit))
        {
            context.ReportError(ErrorBuilder.New()
                .SetMessage($"An operation may have at most {limit} selections, those of its fragments counted each "
                    + "time that they are spread.")
                .SetCode(Code)
                .Build());
        }
    }

    /// <summary>Counts each fragment once, however often it is spread.</summary>
    private sealed class Count(DocumentNode document)
    {
        // Of fragments with the same name, which is an error in itself, the first one counts.
        private readonly Dictionary<string, FragmentDefinitionNode> _fragments = document.Definitions
            .OfType<FragmentDefinitionNode>()
            .DistinctBy(fragment => fragment.Name.Value)
            .ToDictionary(fragment => fragment.Name.Value);

        private readonly Dictionary<string, double> _known = [];

        public double Of(OperationDefinitionNode operation) => Of(operation.SelectionSet);

        private double Of(SelectionSetNode? selectionSet)
        {
            // What nests deeper than the stack is too large.
            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                return double.PositiveInfinity;
            }

            double count = 0;
            foreach (ISelectionNode selection in selectionSet?.Selections ?? [])
            {
                count += selection switch
                {
                    FieldNode field => 1 + Of(field.SelectionSet),
                    InlineFragmentNode fragment => 1 + Of(fragment.SelectionSet),
                    FragmentSpreadNode spread => 1 + Of(spread.Name.Value),
                    _ => 0
                };
            }

            return count;
        }

        private double Of(string fragment)
        {
            if (_known.TryGetValue(fragment, out double count))
            {
                return count;
            }

            // One that spreads itself is refused by another rule.
            _known.Add(fragment, 0);
            return _known[fragment] = _fragments.TryGetValue(fragment, out FragmentDefinitionNode? node)
                ? Of(node.SelectionSet)
                : 0;
        }
    }
}
