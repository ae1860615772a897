using HotChocolate.Types;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Field-Selections</summary>
internal static class FieldsOnCorrectType
{
    public static void Check(ExecutableContext context)
    {
        foreach (FieldFacts field in context.Facts.Fields)
        {
            if (field is { ParentType: { } type, Definition: null } && !context.IsFull)
            {
                string name = field.Node.Name.Value;
                context.ReportWithSchemaNames(
                    $"Type `{type}` has no field `{name}`.{Hint(context, type, name)}",
                    $"There is no field `{name}` here.",
                    field.Node);
            }
        }
    }

    private static string Hint(ExecutableContext context, NamedType type, string name)
    {
        if (!context.RevealsSchemaNames)
        {
            return "";
        }

        string[] owners =
        [
            .. context.Schema.PossibleTypes(type)
                .Where(possible => possible != type && possible.Fields[name] is not null)
                .Select(static owner => $"`... on {owner}`")
                .Order(StringComparer.Ordinal)
                .Take(3),
        ];
        if (owners.Length > 0)
        {
            return $" Did you mean to select it within {string.Join(" or ", owners)}?";
        }

        return type is ComplexType complexType
            ? context.Suggest(name, complexType.Fields.Select(static known => known.Name))
            : "";
    }
}
