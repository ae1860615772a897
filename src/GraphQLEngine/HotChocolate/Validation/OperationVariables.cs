using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>The variables of one operation, and all places that use them, in fragments too.</summary>
internal sealed class OperationVariables
{
    private readonly Dictionary<string, (VariableDefinitionNode Definition, GraphQLType? Type)> _byName =
        new(StringComparer.Ordinal);

    /// <summary>
    /// The most variables and spreads to look at, those in a fragment counted for each operation that uses it. Without
    /// a limit, thousands of operations that each spread thousands of fragments would take seconds.
    /// </summary>
    private const int MaxSteps = 1_000_000;

    private OperationVariables(OperationFacts operation, List<DefinitionFacts> definitions)
    {
        Operation = operation;
        Definitions = definitions;
    }

    public OperationFacts Operation { get; }

    /// <summary>The operation and all fragments that it spreads, by way of other fragments too.</summary>
    public List<DefinitionFacts> Definitions { get; }

    public (VariableDefinitionNode Definition, GraphQLType? Type)? Find(string name) =>
        _byName.TryGetValue(name, out var found) ? found : null;

    /// <summary>
    /// The variables of each operation in turn. An instance is valid only until the next one is enumerated, so that
    /// thousands of operations over thousands of fragments take no memory.
    /// </summary>
    public static IEnumerable<OperationVariables> Of(ExecutableContext context)
    {
        DocumentFacts facts = context.Facts;
        int steps = 0;
        var definitions = new List<DefinitionFacts>();
        var visitedFor = new int[facts.Fragments.Count];
        for (int i = 0; i < facts.Operations.Count; i++)
        {
            OperationFacts operation = facts.Operations[i];
            definitions.Clear();
            definitions.Add(operation);
            for (int next = 0; next < definitions.Count; next++)
            {
                steps += 1 + definitions[next].Spreads.Count + definitions[next].Variables.Count;
                foreach (SpreadFacts spread in definitions[next].Spreads)
                {
                    if (spread.Fragment is { } fragment && visitedFor[fragment.Index] != i + 1)
                    {
                        visitedFor[fragment.Index] = i + 1;
                        definitions.Add(fragment);
                    }
                }
            }

            if (steps > MaxSteps)
            {
                context.Report(
                    "The document is too complex: too many operations use too many fragments.", operation.Node);
                yield break;
            }

            var variables = new OperationVariables(operation, definitions);
            foreach (VariableDefinitionNode definition in operation.Node.VariableDefinitions)
            {
                variables._byName[definition.Variable.Name.Value] =
                    (definition, context.Schema.Resolve(definition.Type));
            }

            yield return variables;
        }
    }
}
