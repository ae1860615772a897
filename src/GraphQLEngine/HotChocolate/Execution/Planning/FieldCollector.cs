using System.Runtime.CompilerServices;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Collects fields: https://spec.graphql.org/September2025/#CollectFields()</summary>
/// <param name="schema">The schema, for type conditions.</param>
/// <param name="fragments">The document's fragments by name.</param>
/// <param name="variables">The values of the variables in <c>@skip</c> and <c>@include</c>.</param>
internal sealed class FieldCollector(
    Schema schema,
    IReadOnlyDictionary<string, FragmentDefinitionNode> fragments,
    IReadOnlyDictionary<string, bool?> variables)
{
    /// <summary>
    /// The fields selected of an object type, by response key, in the order of their first occurrence.
    /// </summary>
    /// <exception cref="CoercionException">
    /// A condition is null: its variable may be null because it has a default, and null was given.
    /// </exception>
    public OrderedDictionary<string, List<FieldNode>> Collect(ObjectType type, IEnumerable<SelectionSetNode> sources)
    {
        var groups = new OrderedDictionary<string, List<FieldNode>>(StringComparer.Ordinal);
        var visited = new HashSet<string>(StringComparer.Ordinal);
        foreach (SelectionSetNode source in sources)
        {
            Collect(type, source, groups, visited);
        }

        return groups;
    }

    private void Collect(
        ObjectType type,
        SelectionSetNode source,
        OrderedDictionary<string, List<FieldNode>> groups,
        HashSet<string> visited)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (SelectionNode selection in source.Items)
        {
            if (!IsIncluded(selection.Directives))
            {
                continue;
            }

            switch (selection)
            {
                case FieldNode field when groups.TryGetValue(field.ResponseKey, out List<FieldNode>? group):
                    group.Add(field);
                    break;
                case FieldNode field:
                    groups.Add(field.ResponseKey, [field]);
                    break;
                case FragmentSpreadNode spread:
                    if (visited.Add(spread.Name.Value)
                        && fragments.TryGetValue(spread.Name.Value, out FragmentDefinitionNode? fragment)
                        && Applies(fragment.TypeCondition, type))
                    {
                        Collect(type, fragment.SelectionSet, groups, visited);
                    }

                    break;
                case InlineFragmentNode inline when Applies(inline.TypeCondition, type):
                    Collect(type, inline.SelectionSet, groups, visited);
                    break;
            }
        }
    }

    private bool Applies(NamedTypeNode? condition, ObjectType type)
        => condition is null
            || (schema.Types[condition.Name.Value] is { } conditionType && schema.IsPossibleType(conditionType, type));

    // In the specification's order: where `@skip` leaves a selection out, `@include` is not looked at.
    private bool IsIncluded(DirectiveNode[] directives)
        => directives.Length == 0
            || (Condition(directives, "skip") != true && Condition(directives, "include") != false);

    private bool? Condition(DirectiveNode[] directives, string name)
    {
        DirectiveNode? directive = Array.Find(directives, directive => directive.Name.Value == name);
        return directive is not null
            && Array.Find(directive.Arguments, argument => argument.Name.Value == "if") is { } condition
                ? Evaluate(condition.Value)
                : null;
    }

    private bool Evaluate(ValueNode condition) => condition switch
    {
        BooleanValueNode literal => literal.Value,
        VariableNode variable => variables[variable.Name.Value]
            ?? throw new CoercionException(
                $"Variable `${variable.Name}` is null where `Boolean!` is needed.", variable)
            {
                MessageWithoutSchemaNames = CoercionMessages.NullVariable(variable),
            },
        _ => throw new CoercionException("The condition is not a value of type `Boolean!`.", condition)
        {
            MessageWithoutSchemaNames = "The condition is neither true nor false.",
        },
    };
}
