using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Sentences shared by the messages of coercion, each with a leading space.</summary>
internal static class Wording
{
    /// <summary>What an enum accepts; empty for other types.</summary>
    public static string Expected(GraphQLType type) => type.NullableType is EnumType enumType
        ? $" It takes one of {string.Join(", ", enumType.Values.Select(value => value.Name))}."
        : string.Empty;

    /// <summary>The fields that an input type has.</summary>
    public static string Fields(InputObjectType type)
        => $" It has {string.Join(", ", type.Fields.Select(field => field.Name))}.";
}
