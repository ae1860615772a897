using System.Globalization;
using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Validation;

/// <summary>
/// Reads <c>@cost</c> and the default weights of what has none:
/// https://ibm.github.io/graphql-specs/cost-spec.html#sec-weight
/// </summary>
internal static class CostWeights
{
    /// <summary>The weight of resolving a field: 1 for objects and lists, 0 for leaves.</summary>
    public static double Of(OutputField field) => Weight(field.Directives)
        ?? (field.Type.Named.IsLeaf && field.Type.NullableType is not ListType ? 0 : 1);

    /// <summary>The weight of giving an argument or input field: 1 for input objects, 0 for leaves.</summary>
    public static double Of(InputValue input) =>
        Weight(input.Directives) ?? (input.Type.Named is InputObjectType ? 1 : 0);

    /// <summary>The weight of one value of the type: 1 for objects, 0 for leaves.</summary>
    public static double Of(NamedType type) => Weight(type.Directives) ?? (type.IsLeaf ? 0 : 1);

    public static DirectiveNode? Find(IReadOnlyList<DirectiveNode> directives, string name)
    {
        foreach (DirectiveNode directive in directives)
        {
            if (directive.Name.Value == name)
            {
                return directive;
            }
        }

        return null;
    }

    private static double? Weight(IReadOnlyList<DirectiveNode> directives) =>
        Find(directives, "cost") is { Arguments: [{ Value: StringValueNode weight }] }
            && double.TryParse(weight.Value, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;
}
