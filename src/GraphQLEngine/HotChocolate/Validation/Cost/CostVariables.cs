using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>The variables of one request, as far as costs depend on them.</summary>
/// <param name="literal">The value of a variable as a literal; null for one that has no value.</param>
internal sealed class CostVariables(Func<string, ValueNode?> literal)
{
    public static readonly CostVariables None = new(static _ => null);

    // A large value can be used in many places; it is walked once for each type that it is used as.
    private Dictionary<(NamedType, string), double>? _weights;

    public ValueNode? Literal(VariableNode variable) => literal(variable.Name.Value);

    /// <summary>The weight of an argument or input field with its value and all fields within it.</summary>
    public double Weigh(InputValue definition, ValueNode value)
    {
        if (value is VariableNode variable && Literal(variable) is null)
        {
            return 0;
        }

        return CostWeights.Of(definition)
            + (definition.Type.Named is InputObjectType type ? WeighFields(type, value) : 0);
    }

    private double WeighFields(InputObjectType type, ValueNode value)
    {
        double weight = 0;
        switch (value)
        {
            case VariableNode variable:
                _weights ??= [];
                if (!_weights.TryGetValue((type, variable.Name.Value), out weight))
                {
                    weight = Literal(variable) is { } given ? WeighFields(type, given) : 0;
                    _weights.Add((type, variable.Name.Value), weight);
                }

                break;
            case ListValueNode list:
                foreach (ValueNode item in list.Items)
                {
                    weight += WeighFields(type, item);
                }

                break;
            case ObjectValueNode obj:
                foreach (ObjectFieldNode field in obj.Fields)
                {
                    if (type.Fields.TryGet(field.Name.Value, out InputValue? definition))
                    {
                        weight += Weigh(definition, field.Value);
                    }
                }

                break;
        }

        return weight;
    }
}
