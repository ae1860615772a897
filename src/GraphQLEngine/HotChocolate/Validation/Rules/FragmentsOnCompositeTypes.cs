using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Fragments-on-Object-Interface-or-Union-Types</summary>
internal static class FragmentsOnCompositeTypes
{
    public static void Check(ExecutableContext context)
    {
        foreach (InlineFragmentFacts inline in context.Facts.InlineFragments)
        {
            if (inline.Node.TypeCondition is { } condition && IsWrong(inline.Type))
            {
                context.Report($"A fragment cannot be on `{inline.Type}`, which has no fields.", condition);
            }
        }

        foreach (FragmentFacts fragment in context.Facts.Fragments)
        {
            if (IsWrong(fragment.Type))
            {
                context.Report(
                    $"Fragment `{fragment.Name}` cannot be on `{fragment.Type}`, which has no fields.",
                    fragment.Node.TypeCondition);
            }
        }
    }

    private static bool IsWrong(NamedType? type) => type is not (null or ComplexType or UnionType);
}
