using HotChocolate.Language;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>Sentences shared by the messages of coercion.</summary>
internal static class CoercionMessages
{
    /// <summary>What an enum accepts, with a leading space; empty for other types.</summary>
    public static string Expected(GraphQLType type) => type.NullableType is EnumType enumType
        ? $" It takes one of {string.Join(", ", enumType.Values.Select(value => value.Name))}."
        : string.Empty;

    /// <summary>The fields that an input type has, with a leading space.</summary>
    public static string Fields(InputObjectType type)
        => $" It has {string.Join(", ", type.Fields.Select(field => field.Name))}.";

    /// <summary>That an input type lacks a field, without the type's name.</summary>
    public static string NoField(string? name) => $"This input object has no field `{name}`.";

    /// <summary>That a variable must not be null, without the name of the type that is needed.</summary>
    public static string NullVariable(VariableNode variable)
        => $"Variable `${variable.Name}` is null where a value is needed.";
}
