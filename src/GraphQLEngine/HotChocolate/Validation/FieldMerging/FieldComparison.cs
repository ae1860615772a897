using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation.FieldMerging;

/// <summary>Compares two fields with the same response key, but not what is selected below them.</summary>
internal static class FieldComparison
{
    /// <summary>Why the fields cannot have the same response key on the same object, or null if they can.</summary>
    public static FieldDifference? FindCallDifference(FieldFacts a, FieldFacts b)
    {
        if (a.Node.Name.Value != b.Node.Name.Value)
        {
            return new FieldDifference($"`{a.Node.Name}` and `{b.Node.Name}` are different fields");
        }

        return HaveSameArguments(a.Node.Arguments, b.Node.Arguments)
            ? null
            : new FieldDifference("they have different arguments");
    }

    /// <summary>
    /// Why the values of the fields cannot be told apart in a response, or null if they have the same shape:
    /// https://spec.graphql.org/September2025/#SameResponseShape()
    /// </summary>
    public static FieldDifference? FindShapeDifference(FieldFacts a, FieldFacts b)
    {
        if (a.Definition is null || b.Definition is null || HaveSameShape(a.Definition.Type, b.Definition.Type))
        {
            return null;
        }

        return new FieldDifference($"their types `{a.Definition.Type}` and `{b.Definition.Type}` differ")
        {
            TextWithoutSchemaNames = "their types differ",
        };
    }

    /// <summary>Whether no object can have both fields, since the types that they are on have no common one.</summary>
    public static bool AreExclusive(FieldFacts a, FieldFacts b) =>
        a.ParentType is ObjectType && b.ParentType is ObjectType && a.ParentType != b.ParentType;

    private static bool HaveSameShape(GraphQLType a, GraphQLType b) => (a, b) switch
    {
        (NonNullType, NonNullType) => HaveSameShape(a.NullableType, b.NullableType),
        (ListType listA, ListType listB) => HaveSameShape(listA.ElementType, listB.ElementType),
        (NamedType namedA, NamedType namedB) => namedA == namedB || !(namedA.IsLeaf || namedB.IsLeaf),
        _ => false,
    };

    private static bool HaveSameArguments(ArgumentNode[] a, ArgumentNode[] b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        SortIfNeeded(ref a, ref b, static argument => argument.Name.Value);
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].Name.Value != b[i].Name.Value || !AreSame(a[i].Value, b[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(ValueNode a, ValueNode b) => (a, b) switch
    {
        (VariableNode x, VariableNode y) => x.Name.Value == y.Name.Value,
        (IntValueNode x, IntValueNode y) => x.Value == y.Value,
        (FloatValueNode x, FloatValueNode y) => x.Value == y.Value,
        (StringValueNode x, StringValueNode y) => x.Value == y.Value,
        (BooleanValueNode x, BooleanValueNode y) => x.Value == y.Value,
        (EnumValueNode x, EnumValueNode y) => x.Value == y.Value,
        (NullValueNode, NullValueNode) => true,
        (ListValueNode x, ListValueNode y) => AreSame(x.Items, y.Items),
        (ObjectValueNode x, ObjectValueNode y) => AreSame(x.Fields, y.Fields),
        _ => false,
    };

    private static bool AreSame(ValueNode[] a, ValueNode[] b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (int i = 0; i < a.Length; i++)
        {
            if (!AreSame(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(ObjectFieldNode[] a, ObjectFieldNode[] b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        SortIfNeeded(ref a, ref b, static field => field.Name.Value);
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].Name.Value != b[i].Name.Value || !AreSame(a[i].Value, b[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Arguments and object fields mean the same in any order; nearly always they have the same one.</summary>
    private static void SortIfNeeded<T>(ref T[] a, ref T[] b, Func<T, string> name)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (name(a[i]) != name(b[i]))
            {
                a = [.. a.OrderBy(name, StringComparer.Ordinal)];
                b = [.. b.OrderBy(name, StringComparer.Ordinal)];
                return;
            }
        }
    }
}

/// <summary>Why two fields cannot be merged.</summary>
/// <param name="Text">The reason, as a part of a sentence.</param>
internal sealed record FieldDifference(string Text)
{
    /// <summary>The same without names of the schema that the document need not hold.</summary>
    public string TextWithoutSchemaNames { get; init; } = Text;

    /// <summary>Reports the conflict that it makes.</summary>
    /// <param name="context">Takes the error.</param>
    /// <param name="key">The response key of the fields.</param>
    /// <param name="where">Where the difference is, unless it is between the fields themselves.</param>
    /// <param name="nodes">The fields.</param>
    public void Report(
        ValidationContext context, string key, string where, params ReadOnlySpan<SyntaxNode> nodes)
    {
        string reason = context.RevealsSchemaNames ? Text : TextWithoutSchemaNames;
        context.Report(
            $"Fields with the response key `{key}` conflict, since {reason}{where}. Give one an alias.", nodes);
    }
}
