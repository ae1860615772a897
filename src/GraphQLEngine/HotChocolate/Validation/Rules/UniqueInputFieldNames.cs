using HotChocolate.Language;

namespace HotChocolate.Validation.Rules;

/// <summary>https://spec.graphql.org/September2025/#sec-Input-Object-Field-Uniqueness</summary>
internal static class UniqueInputFieldNames
{
    public static void Check(ValidationContext context)
    {
        foreach (ObjectValueNode value in context.Facts.ObjectValues)
        {
            context.ReportDuplicates(
                value.Fields, field => field.Name, name => $"Input field `{name}` is given more than once.");
        }
    }
}
