using System.Collections.Concurrent;
using System.Collections.Frozen;
using HotChocolate.Language;
using HotChocolate.Validation;

namespace HotChocolate.Execution;

/// <summary>
/// A validated operation with its plans. There is one plan for each outcome of the conditions in the document,
/// since the outcome decides which fields there are and in which order; most operations have just one.
/// </summary>
internal sealed class PreparedOperation
{
    /// <summary>How many selections the kept plans may have together; further plans are not kept.</summary>
    private const int MaxPlannedSelections = 4_096;

    /// <summary>How many plans are kept at most, however small.</summary>
    private const int MaxPlans = 32;

    private readonly Schema _schema;
    private readonly IReadOnlyDictionary<string, FragmentDefinitionNode> _fragments;
    private readonly string[] _conditionVariables;
    private readonly int _maxPlans;
    private readonly ConcurrentDictionary<ulong, OperationPlan> _plans = new();
    private readonly Lazy<CostPlan> _cost;
    private OperationPlan? _only;

    public PreparedOperation(
        Schema schema,
        OperationDefinitionNode operation,
        DocumentNode document,
        IReadOnlyDictionary<string, FragmentDefinitionNode> fragments)
    {
        _schema = schema;
        Operation = operation;
        _cost = new Lazy<CostPlan>(() => CostPlanner.Plan(schema, document, operation));
        _fragments = fragments;
        _conditionVariables = ConditionVariables.Of(operation, fragments);
        double selections = new ExpandedSelections(fragments).Of(operation.SelectionSet);
        int maxPlans = _conditionVariables.Length == 0 ? 1 : MaxPlans;
        _maxPlans = (int)Math.Clamp(MaxPlannedSelections / selections, 1, maxPlans);
        PlannedSelections = _maxPlans * selections;
    }

    public OperationDefinitionNode Operation { get; }

    /// <summary>The most selections that its plans have together, those that are kept.</summary>
    public double PlannedSelections { get; }

    /// <summary>What the operation costs, as far as it can be said without its variables.</summary>
    public CostPlan Cost => _cost.Value;

    /// <summary>The plan for a request with these variables; kept for the next.</summary>
    public OperationPlan PlanFor(VariableValues variables)
    {
        if (_conditionVariables.Length == 0)
        {
            return _only ??= CreatePlan(variables);
        }

        if (_conditionVariables.Length > 64)
        {
            return CreatePlan(variables);
        }

        ulong outcome = 0;
        for (int index = 0; index < _conditionVariables.Length; index++)
        {
            if (Condition(variables, _conditionVariables[index]) is not { } isTrue)
            {
                // A mistake of the caller's, for which no plan is worth keeping.
                return CreatePlan(variables);
            }

            outcome |= isTrue ? 1UL << index : 0;
        }

        if (_plans.TryGetValue(outcome, out OperationPlan? plan))
        {
            return plan;
        }

        plan = CreatePlan(variables);
        return _plans.Count < _maxPlans ? _plans.GetOrAdd(outcome, plan) : plan;
    }

    /// <summary>A plan that is not kept.</summary>
    public OperationPlan CreatePlan(VariableValues variables)
    {
        FrozenDictionary<string, bool?> conditions = _conditionVariables.ToFrozenDictionary(
            name => name, name => Condition(variables, name), StringComparer.Ordinal);
        return new OperationPlan(_schema, Operation, new FieldCollector(_schema, _fragments, conditions));
    }

    private static bool? Condition(VariableValues variables, string name)
        => variables.TryGet(name, out object? value) ? value as bool? : null;
}
