using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>Collects literals, and the positions in which variables are used.</summary>
internal sealed partial class FactCollector
{
    /// <param name="value">A literal or variable.</param>
    /// <param name="type">The type of its position, or null where that is not known.</param>
    /// <param name="isChecked">Whether the literal can be right: false within one that is wrong as a whole.</param>
    /// <param name="hasDefault">Whether the position has a default value.</param>
    /// <param name="oneOf">The OneOf input object that it is a field's value of.</param>
    private void AddValue(
        ValueNode value,
        GraphQLType? type,
        bool isChecked,
        bool hasDefault = false,
        InputObjectType? oneOf = null)
    {
        if (value is VariableNode variable)
        {
            _definition?.Variables.Add(new VariableUsage(variable, type, hasDefault, oneOf));
            return;
        }

        if (type is not null && isChecked)
        {
            _facts.Values.Add(new ValueFacts(value, type));
        }

        switch (value)
        {
            case ListValueNode list when type?.NullableType is ListType listType:
                foreach (ValueNode item in list.Items)
                {
                    AddValue(item, listType.ElementType, isChecked);
                }

                break;
            case ListValueNode list:
                foreach (ValueNode item in list.Items)
                {
                    AddValue(item, type: null, isChecked: false);
                }

                break;
            case ObjectValueNode obj:
                AddFields(obj, type, isChecked);
                break;
        }
    }

    private void AddFields(ObjectValueNode obj, GraphQLType? position, bool isChecked)
    {
        var type = position?.Named as InputObjectType;

        // At a position that is not nullable the reference implementation leaves a variable without a value to the
        // coercion of the object, which refuses it then; so do we.
        InputObjectType? oneOf = position is InputObjectType { IsOneOf: true } ? type : null;
        _facts.ObjectValues.Add(obj);
        Dictionary<string, ObjectFieldNode>? last = obj.Fields.Length > 1 ? LastByName(obj.Fields) : null;
        foreach (ObjectFieldNode field in obj.Fields)
        {
            InputValue? definition = type?.Fields[field.Name.Value];
            AddValue(
                field.Value,
                definition?.Type,
                isChecked && (last is null || last[field.Name.Value] == field),
                hasDefault: definition?.DefaultValue is not null,
                oneOf: definition is null ? null : oneOf);
        }
    }

    /// <summary>Of fields with the same name, which is an error in itself, only the last one's value counts.</summary>
    private static Dictionary<string, ObjectFieldNode> LastByName(ObjectFieldNode[] fields)
    {
        var last = new Dictionary<string, ObjectFieldNode>(fields.Length, StringComparer.Ordinal);
        foreach (ObjectFieldNode field in fields)
        {
            last[field.Name.Value] = field;
        }

        return last;
    }
}
