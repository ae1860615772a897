using System.Runtime.CompilerServices;
using HotChocolate.Language;

namespace HotChocolate.Execution;

/// <summary>Finds the variables that decide over fields: those in <c>@skip</c> and <c>@include</c>.</summary>
internal static class ConditionVariables
{
    /// <summary>Their names, without repetition, of an operation and the fragments that it spreads.</summary>
    public static string[] Of(
        OperationDefinitionNode operation, IReadOnlyDictionary<string, FragmentDefinitionNode> fragments)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Visit(operation.SelectionSet, fragments, found, new HashSet<string>(StringComparer.Ordinal));
        return [.. found];
    }

    private static void Visit(
        SelectionSetNode selectionSet,
        IReadOnlyDictionary<string, FragmentDefinitionNode> fragments,
        HashSet<string> found,
        HashSet<string> visited)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
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
                Visit(inner, fragments, found, visited);
            }
        }
    }
}
