using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Wording shared by the messages of coercion.</summary>
internal static class Wording
{
    /// <summary>What an enum accepts, for a message; empty for other types.</summary>
    public static string Expected(GraphQLType type) => type.NullableType is EnumType enumType
        ? $" (one of {string.Join(", ", enumType.Values.Select(value => value.Name))})"
        : string.Empty;

    public static string Names(InputObjectType type) => string.Join(", ", type.Fields.Select(field => field.Name));
}
