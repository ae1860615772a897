using System.Runtime.CompilerServices;
using HotChocolate;
using HotChocolate.Language;
using HotChocolate.Validation;

namespace LeadGraph.GraphQL;

/// <summary>
/// Rejects documents with an operation that has too many selections after its fragments are expanded. Expansion can be
/// exponential: sixteen fragments that each spread the next one twice expand the last one 65,536 times, so limits on
/// the text do not bound the plan. https://spec.graphql.org/September2025/#sec-Language.Fragments
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
            // Other rules may expand the fragments themselves.
            context.FatalErrorDetected = true;
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
        // Another rule rejects fragments with the same name; here the first one counts.
        private readonly Dictionary<string, FragmentDefinitionNode> _fragments = document.Definitions
            .OfType<FragmentDefinitionNode>()
            .DistinctBy(fragment => fragment.Name.Value)
            .ToDictionary(fragment => fragment.Name.Value);

        private readonly Dictionary<string, double> _known = [];

        public double Of(OperationDefinitionNode operation) => Of(operation.SelectionSet);

        private double Of(SelectionSetNode? selectionSet)
        {
            // A document that would overflow the stack is too large.
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

            // Another rule rejects a fragment that spreads itself.
            _known.Add(fragment, 0);
            return _known[fragment] = _fragments.TryGetValue(fragment, out FragmentDefinitionNode? node)
                ? Of(node.SelectionSet)
                : 0;
        }
    }
}
