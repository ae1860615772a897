using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Fragment-Spread-Is-Possible</summary>
internal static class PossibleFragmentSpreads
{
    public static void Check(ExecutableContext context)
    {
        foreach (InlineFragmentFacts inline in context.Facts.InlineFragments)
        {
            Check(context, inline.Node, "An inline fragment", inline.Type, inline.ParentType);
        }

        foreach (SpreadFacts spread in context.Facts.Spreads)
        {
            Check(context, spread.Node, $"Fragment `{spread.Node.Name}`", spread.Fragment?.Type, spread.ParentType);
        }
    }

    private static void Check(
        ExecutableContext context, SyntaxNode node, string title, NamedType? type, NamedType? parentType)
    {
        if (type is ComplexType or UnionType && parentType is not null && !Overlap(context.Schema, type, parentType))
        {
            context.ReportWithSchemaNames(
                $"{title} on `{type}` can never apply here, to an object of type `{parentType}`.",
                $"{title} on `{type}` can never apply here.",
                node);
        }
    }

    private static bool Overlap(Schema schema, NamedType a, NamedType b) =>
        a == b || schema.PossibleTypes(a).Overlaps(schema.PossibleTypes(b));
}
