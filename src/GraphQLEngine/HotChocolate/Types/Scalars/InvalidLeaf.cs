namespace HotChocolate.Types;

/// <summary>What a fast leaf writer throws where <see cref="ScalarType.TryWrite"/> returns false.</summary>
internal static class InvalidLeaf
{
    public static GraphQLException Create(string typeName, object value)
        => new(new Error($"{typeName} cannot represent the value `{value}`.")
        {
            MessageWithoutSchemaNames = "The type of the field cannot represent its value.",
        });
}
