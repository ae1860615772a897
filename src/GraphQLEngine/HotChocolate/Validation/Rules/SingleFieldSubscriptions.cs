using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Single-Root-Field</summary>
internal static class SingleFieldSubscriptions
{
    public static void Check(ExecutableContext context)
    {
        foreach (OperationFacts operation in context.Facts.Operations)
        {
            if (operation.Node.Operation == OperationType.Subscription
                && context.Schema.SubscriptionType is { } rootType)
            {
                Check(context, operation, rootType);
            }
        }
    }

    private static void Check(ExecutableContext context, OperationFacts operation, ObjectType rootType)
    {
        var conditions = new List<SyntaxNode>();
        List<FieldNode> fields = CollectFields(context, operation.Node.SelectionSet, rootType, conditions);
        if (conditions.Count > 0)
        {
            context.Report(
                $"The root field of {operation.Title} cannot depend on `@skip` or `@include`.", [.. conditions]);
            return;
        }

        if (fields.Count == 0)
        {
            context.Report($"Subscription {operation.Title} selects no field.", operation.Node.SelectionSet);
            return;
        }

        SyntaxNode[] others = [.. fields.Where(field => field.ResponseKey != fields[0].ResponseKey)];
        if (others.Length > 0)
        {
            context.Report($"Subscription {operation.Title} must select one field only.", others);
        }

        foreach (FieldNode field in fields.DistinctBy(static field => field.ResponseKey))
        {
            if (field.Name.Value.StartsWith("__", StringComparison.Ordinal))
            {
                context.Report($"Subscription {operation.Title} cannot select the meta-field `{field.Name}`.", field);
            }
        }
    }

    // https://spec.graphql.org/September2025/#CollectSubscriptionFields()
    private static List<FieldNode> CollectFields(
        ExecutableContext context, SelectionSetNode root, ObjectType rootType, List<SyntaxNode> conditions)
    {
        var fields = new List<FieldNode>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<SelectionNode>(root.Items.Reverse());
        while (open.TryPop(out SelectionNode? selection))
        {
            conditions.AddRange(selection.Directives.Where(static d => d.Name.Value is "skip" or "include"));
            switch (selection)
            {
                case FieldNode field:
                    fields.Add(field);
                    break;
                case InlineFragmentNode inline when Applies(context, inline.TypeCondition, rootType):
                    PushAll(open, inline.SelectionSet);
                    break;
                case FragmentSpreadNode spread when visited.Add(spread.Name.Value)
                    && context.Facts.FragmentsByName.TryGetValue(spread.Name.Value, out FragmentFacts? fragment)
                    && Applies(context, fragment.Node.TypeCondition, rootType):
                    PushAll(open, fragment.Node.SelectionSet);
                    break;
            }
        }

        return fields;
    }

    private static void PushAll(Stack<SelectionNode> open, SelectionSetNode selectionSet)
    {
        for (int i = selectionSet.Items.Length - 1; i >= 0; i--)
        {
            open.Push(selectionSet.Items[i]);
        }
    }

    private static bool Applies(ExecutableContext context, NamedTypeNode? condition, ObjectType type) =>
        condition is null
        || (context.Schema.Types[condition.Name.Value] is { } conditionType
            && context.Schema.IsPossibleType(conditionType, type));
}
