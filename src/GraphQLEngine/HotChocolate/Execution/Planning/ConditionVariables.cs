using System.Runtime.CompilerServices;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>Finds the variables that decide over fields: those in <c>@skip</c> and <c>@include</c>.</summary>
internal static class ConditionVariables
{
    /// <summary>
    /// Their names, without repetition, of an operation and the fragments that it spreads; and how many selections
    /// these have.
    /// </summary>
    public static (string[] Names, int Selections) Of(
        OperationDefinitionNode operation, IReadOnlyDictionary<string, FragmentDefinitionNode> fragments)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        int selections = Visit(
            operation.SelectionSet, fragments, found, new HashSet<string>(StringComparer.Ordinal));
        return ([.. found], selections);
    }

    private static int Visit(
        SelectionSetNode selectionSet,
        IReadOnlyDictionary<string, FragmentDefinitionNode> fragments,
        HashSet<string> found,
        HashSet<string> visited)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        int selections = selectionSet.Items.Length;
        foreach (SelectionNode selection in selectionSet.Items)
        {
            foreach (DirectiveNode directive in selection.Directives)
            {
                if (directive.Name.Value is "skip" or "include"
                    && Array.Find(directive.Arguments, argument => argument.Name.Value == "if") is
                    { Value: VariableNode variable })
                {
                    found.Add(variable.Name.Value);
                }
            }

            SelectionSetNode? inner = selection switch
            {
                FieldNode field => field.SelectionSet,
                InlineFragmentNode inline => inline.SelectionSet,
                FragmentSpreadNode spread when visited.Add(spread.Name.Value)
                    && fragments.TryGetValue(spread.Name.Value, out FragmentDefinitionNode? fragment)
                        => fragment.SelectionSet,
                _ => null,
            };
            if (inner is not null)
            {
                selections += Visit(inner, fragments, found, visited);
            }
        }

        return selections;
    }
}
