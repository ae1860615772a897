using HotChocolate.CostAnalysis;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>What an operation costs, in HotChocolate's terms.</summary>
/// <param name="FieldCost">The weights of all fields and of their arguments, as often as they are resolved.</param>
/// <param name="TypeCost">The weights of the types of all objects in the response.</param>
internal readonly record struct OperationCost(double FieldCost, double TypeCost);

/// <summary>
/// The cost of one operation, prepared so that only what depends on variables is left to do for a request: list
/// sizes, input objects, and conditions. The rules are those of https://ibm.github.io/graphql-specs/cost-spec.html as
/// HotChocolate applies them, but on the values of the variables instead of the worst case. It takes a valid operation.
/// </summary>
internal sealed class CostPlan
{
    // Selections that others contain come before these, so one pass computes all, however often one is shared.
    private readonly CostSelection[] _selections;
    private readonly CostCondition[] _conditions;
    private readonly double _rootWeight;
    private readonly OperationCost? _constant;

    /// <param name="selections">The selections, the root last; none if there are too many to count.</param>
    /// <param name="conditions">The conditions, outer ones first.</param>
    /// <param name="rootWeight">The weight of the root object.</param>
    public CostPlan(CostSelection[] selections, CostCondition[] conditions, double rootWeight)
    {
        _selections = selections;
        _conditions = conditions;
        _rootWeight = rootWeight;
        bool isConstant = Array.TrueForAll(selections, static selection => selection.IsConstant);
        _constant = isConstant ? Compute(CostVariables.None) : null;
    }

    /// <summary>Whether the cost is the same with any variables.</summary>
    public bool IsConstant => _constant is not null;

    /// <summary>The cost with the given variables, each as a literal; null for one that has no value.</summary>
    public OperationCost Evaluate(Func<string, ValueNode?> variable) =>
        _constant ?? Compute(new CostVariables(variable));

    /// <summary>An error if the operation costs more than the options allow.</summary>
    public IError? Check(CostOptions options, Func<string, ValueNode?> variable)
    {
        if (!options.EnforceCostLimits)
        {
            return null;
        }

        OperationCost cost = Evaluate(variable);
        return cost.FieldCost > options.MaxFieldCost
            ? Exceeded("field", cost.FieldCost, options.MaxFieldCost)
            : cost.TypeCost > options.MaxTypeCost ? Exceeded("type", cost.TypeCost, options.MaxTypeCost) : null;
    }

    private static IError Exceeded(string kind, double cost, double limit)
    {
        string message = double.IsPositiveInfinity(cost)
            ? $"The {kind} cost of the operation is too complex to compute; at most {limit} is allowed."
            : $"The {kind} cost of the operation is {cost}; at most {limit} is allowed.";
        string name = char.ToUpperInvariant(kind[0]) + kind[1..];
        return ErrorBuilder.New()
            .SetMessage(message)
            .SetCode(ErrorCodes.CostExceeded)
            .SetExtension($"{kind}Cost", double.IsPositiveInfinity(cost) ? null : cost)
            .SetExtension($"max{name}Cost", limit)
            .Build();
    }

    private OperationCost Compute(CostVariables variables)
    {
        if (_selections.Length == 0)
        {
            return new OperationCost(double.PositiveInfinity, double.PositiveInfinity);
        }

        var holds = new bool[_conditions.Length];
        for (int i = 0; i < holds.Length; i++)
        {
            CostCondition condition = _conditions[i];
            holds[i] = (condition.Outer is not { } outer || holds[outer.Index])
                && (variables.Literal(condition.Variable) is not BooleanValueNode value
                    || value.Value == condition.Expected);
        }

        var costs = new OperationCost[_selections.Length];
        for (int i = 0; i < costs.Length; i++)
        {
            costs[i] = _selections[i].Compute(costs, holds, variables);
        }

        OperationCost root = costs[^1];
        return root with { TypeCost = root.TypeCost + _rootWeight };
    }
}

/// <summary>Merged selection sets: for each object type that their value can have, the fields of that type.</summary>
internal sealed class CostSelection(CostField[][] byType)
{
    public bool IsConstant => Array.TrueForAll(byType, static fields => Array.TrueForAll(fields, f => f.IsConstant));

    /// <summary>The cost for the most expensive type.</summary>
    public OperationCost Compute(OperationCost[] selections, bool[] holds, CostVariables variables)
    {
        double maxFieldCost = 0;
        double maxTypeCost = 0;
        foreach (CostField[] fields in byType)
        {
            double fieldCost = 0;
            double typeCost = 0;
            foreach (CostField field in fields)
            {
                OperationCost cost = field.Compute(selections, holds, variables);
                fieldCost += cost.FieldCost;
                typeCost += cost.TypeCost;
            }

            maxFieldCost = Math.Max(maxFieldCost, fieldCost);
            maxTypeCost = Math.Max(maxTypeCost, typeCost);
        }

        return new OperationCost(maxFieldCost, maxTypeCost);
    }
}

/// <summary>One field of a response.</summary>
internal sealed class CostField
{
    /// <summary>The field's weight, and that of the arguments that hold no variables.</summary>
    public required double FieldWeight { get; init; }

    public required double TypeWeight { get; init; }

    /// <summary>The index of what is selected on its value, or -1.</summary>
    public required int Selection { get; init; }

    /// <summary>The arguments that hold variables.</summary>
    public required (InputValue Definition, ValueNode Value)[] VariableArguments { get; init; }

    /// <summary>How long the field's list is; null if it is none, or has the default length of 1.</summary>
    public required (ListSize Size, OutputField Field, FieldNode Node)? ListSize { get; init; }

    /// <summary>The conditions of its occurrences, one of which has to hold; null if it is there always.</summary>
    public required CostCondition[]? Conditions { get; init; }

    public bool IsConstant => VariableArguments.Length == 0 && ListSize is null && Conditions is null;

    public OperationCost Compute(OperationCost[] selections, bool[] holds, CostVariables variables)
    {
        if (Conditions is not null && !Array.Exists(Conditions, condition => holds[condition.Index]))
        {
            return default;
        }

        double fieldCost = FieldWeight;
        foreach ((InputValue definition, ValueNode value) in VariableArguments)
        {
            fieldCost += variables.Weigh(definition, value);
        }

        OperationCost below = Selection < 0 ? default : selections[Selection];
        double size = ListSize is { } list ? list.Size.Evaluate(list.Field, list.Node, variables) : 1;
        return new OperationCost(
            Math.Max(0, fieldCost + (below.FieldCost * size)), (TypeWeight + below.TypeCost) * size);
    }
}

/// <summary>A variable that <c>@skip</c> or <c>@include</c> depends on, within another condition or none.</summary>
internal sealed class CostCondition(int index, VariableNode variable, bool expected, CostCondition? outer)
{
    /// <summary>Its place among the operation's conditions.</summary>
    public int Index { get; } = index;

    public VariableNode Variable { get; } = variable;

    public bool Expected { get; } = expected;

    public CostCondition? Outer { get; } = outer;
}
