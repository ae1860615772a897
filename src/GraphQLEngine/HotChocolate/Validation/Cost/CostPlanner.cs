using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>
/// Makes the <see cref="CostPlan"/> of a valid operation. Fields are merged by response key for each possible object
/// type, as when they are executed, so that nothing is counted twice. Selections that were merged before are shared.
/// </summary>
internal sealed class CostPlanner
{
    /// <summary>
    /// The most selections to look at. Since selections are followed for each combination of fragments and types,
    /// a hostile document can ask for any number; its cost then counts as unlimited.
    /// </summary>
    private const int MaxSteps = 200_000;

    private readonly Schema _schema;
    private readonly Dictionary<string, FragmentDefinitionNode> _fragments = new(StringComparer.Ordinal);
    private readonly Dictionary<SelectionKey, int> _known = [];
    private readonly List<CostSelection> _selections = [];
    private readonly Dictionary<(string Variable, bool Expected, CostCondition? Outer), CostCondition> _conditions = [];
    private int _steps;

    private CostPlanner(Schema schema, DocumentNode document)
    {
        _schema = schema;
        foreach (FragmentDefinitionNode fragment in document.Definitions.OfType<FragmentDefinitionNode>())
        {
            _fragments[fragment.Name.Value] = fragment;
        }
    }

    public static CostPlan Plan(Schema schema, DocumentNode document, OperationDefinitionNode operation)
    {
        ObjectType root = schema.RootType(operation.Operation)!;
        var planner = new CostPlanner(schema, document);
        planner.Merge([new Occurrence(operation.SelectionSet, null)], root, null);
        bool isComplete = planner._steps <= MaxSteps;
        return new CostPlan(
            isComplete ? [.. planner._selections] : [],
            [.. planner._conditions.Values.OrderBy(static condition => condition.Index)],
            CostWeights.Of(root));
    }

    /// <returns>The index of the merged selection sets.</returns>
    private int Merge(Occurrence[] occurrences, NamedType type, Sizing? sizing)
    {
        var key = new SelectionKey(occurrences, type, sizing?.Node);
        if (_known.TryGetValue(key, out int known))
        {
            return known;
        }

        var byType = new List<CostField[]>();
        foreach (ObjectType possible in _schema.PossibleTypes(type))
        {
            if (_steps > MaxSteps)
            {
                break;
            }

            byType.Add([.. Collect(occurrences, possible).Values.Select(group => ToField(group, possible, sizing))]);
        }

        _selections.Add(new CostSelection([.. byType]));
        return _known[key] = _selections.Count - 1;
    }

    private CostField ToField(List<(FieldNode Node, CostCondition? Condition)> group, ObjectType type, Sizing? sizing)
    {
        FieldNode node = group[0].Node;
        OutputField field = _schema.FindField(type, node.Name.Value)!;
        double weight = CostWeights.Of(field);
        var variableArguments = new List<(InputValue, ValueNode)>();
        foreach (ArgumentNode argument in node.Arguments)
        {
            InputValue definition = field.Arguments[argument.Name.Value]!;
            if (HasVariables(argument.Value))
            {
                variableArguments.Add((definition, argument.Value));
            }
            else
            {
                weight += CostVariables.None.Weigh(definition, argument.Value);
            }
        }

        ListSize? size = ListSize.Of(field);
        bool isList = field.Type.NullableType is ListType;
        (ListSize, OutputField, FieldNode)? listSize = null;
        if (isList && size is { SizedFields: [] })
        {
            listSize = (size, field, node);
        }
        else if (isList && sizing is not null && sizing.Size.SizedFields.Contains(field.Name))
        {
            listSize = (sizing.Size, sizing.Field, sizing.Node);
        }

        Occurrence[] below =
        [
            .. group.Where(static item => item.Node.SelectionSet is not null)
                .Select(static item => new Occurrence(item.Node.SelectionSet!, item.Condition)),
        ];
        Sizing? sizingBelow = size is { SizedFields.Length: > 0 } ? new Sizing(size, field, node) : null;
        return new CostField
        {
            FieldWeight = weight,
            TypeWeight = CostWeights.Of(field.Type.Named),
            VariableArguments = [.. variableArguments],
            ListSize = listSize,
            Conditions = group.TrueForAll(static item => item.Condition is not null)
                ? [.. group.Select(static item => item.Condition!).Distinct()]
                : null,
            Selection = below.Length == 0 ? -1 : Merge(below, field.Type.Named, sizingBelow),
        };
    }

    // https://spec.graphql.org/September2025/#CollectFields(), but with conditions on variables left open.
    private Dictionary<string, List<(FieldNode Node, CostCondition? Condition)>> Collect(
        Occurrence[] occurrences, ObjectType type)
    {
        var groups = new Dictionary<string, List<(FieldNode, CostCondition?)>>(StringComparer.Ordinal);
        var visited = new HashSet<(string, CostCondition?)>();
        var open = new Stack<Occurrence>(occurrences);
        while (open.TryPop(out Occurrence occurrence))
        {
            foreach (SelectionNode selection in occurrence.SelectionSet.Items)
            {
                if (++_steps > MaxSteps || !TryCondition(selection, occurrence.Condition, out CostCondition? condition))
                {
                    continue;
                }

                switch (selection)
                {
                    case FieldNode field:
                        if (!groups.TryGetValue(field.ResponseKey, out List<(FieldNode, CostCondition?)>? group))
                        {
                            groups.Add(field.ResponseKey, group = []);
                        }

                        group.Add((field, condition));
                        break;
                    case InlineFragmentNode inline when Applies(inline.TypeCondition, type):
                        open.Push(new Occurrence(inline.SelectionSet, condition));
                        break;
                    case FragmentSpreadNode spread when visited.Add((spread.Name.Value, condition)):
                        FragmentDefinitionNode fragment = _fragments[spread.Name.Value];
                        if (Applies(fragment.TypeCondition, type))
                        {
                            open.Push(new Occurrence(fragment.SelectionSet, condition));
                        }

                        break;
                }
            }
        }

        return groups;
    }

    private bool Applies(NamedTypeNode? condition, ObjectType type) =>
        condition is null || _schema.IsPossibleType(_schema.Types[condition.Name.Value]!, type);

    /// <summary>The condition of a selection within another one; false if it is never taken.</summary>
    private bool TryCondition(SelectionNode selection, CostCondition? outer, out CostCondition? condition)
    {
        condition = outer;
        foreach (DirectiveNode directive in selection.Directives)
        {
            if (directive.Name.Value is not ("skip" or "include"))
            {
                continue;
            }

            bool expected = directive.Name.Value == "include";
            switch (directive.Arguments[0].Value)
            {
                case BooleanValueNode literal when literal.Value != expected:
                    return false;
                case VariableNode variable:
                    condition = Condition(variable, expected, condition);
                    break;
            }
        }

        return true;
    }

    private CostCondition Condition(VariableNode variable, bool expected, CostCondition? outer)
    {
        (string, bool, CostCondition?) key = (variable.Name.Value, expected, outer);
        if (!_conditions.TryGetValue(key, out CostCondition? condition))
        {
            condition = new CostCondition(_conditions.Count, variable, expected, outer);
            _conditions.Add(key, condition);
        }

        return condition;
    }

    private static bool HasVariables(ValueNode value) => value switch
    {
        VariableNode => true,
        ListValueNode list => Array.Exists(list.Items, HasVariables),
        ObjectValueNode obj => Array.Exists(obj.Fields, static field => HasVariables(field.Value)),
        _ => false,
    };

    /// <summary>A selection set, and the condition under which it counts.</summary>
    private readonly record struct Occurrence(SelectionSetNode SelectionSet, CostCondition? Condition);

    /// <summary>A field whose <c>@listSize</c> is about lists below it.</summary>
    private sealed record Sizing(ListSize Size, OutputField Field, FieldNode Node);

    private readonly struct SelectionKey(Occurrence[] occurrences, NamedType type, FieldNode? sizing)
        : IEquatable<SelectionKey>
    {
        private readonly Occurrence[] _occurrences = occurrences;
        private readonly NamedType _type = type;
        private readonly FieldNode? _sizing = sizing;

        public bool Equals(SelectionKey other) => _type == other._type && _sizing == other._sizing
            && _occurrences.AsSpan().SequenceEqual(other._occurrences);

        public override bool Equals(object? obj) => obj is SelectionKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_type);
            foreach (Occurrence occurrence in _occurrences)
            {
                hash.Add(occurrence);
            }

            return hash.ToHashCode();
        }
    }
}
