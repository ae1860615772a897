using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>
/// A position that must not be null is: https://spec.graphql.org/September2025/#sec-Handling-Execution-Errors
/// </summary>
internal sealed class NonNullViolation(Selection selection, GraphQLType type) : GraphQLException(
    new Error($"Cannot return null for the non-nullable `{type}` of field `{selection.Field.Name}`.")
    {
        MessageWithoutSchemaNames = $"Cannot return null for the non-nullable field `{selection.Field.Name}`.",
        Code = ErrorCodes.NonNullViolation,
    });
