using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>A position that must not be null is: https://spec.graphql.org/September2025/#sec-Handling-Execution-Errors</summary>
internal sealed class NonNullViolation(Selection selection, GraphQLType type) : GraphQLException(
    ErrorBuilder.New()
        .SetMessage($"Cannot return null for the non-nullable `{type}` of field `{selection.Field.Name}`.")
        .SetCode(ErrorCodes.NonNullViolation).Build());

/// <summary>A resolver's value is none of its leaf type: https://spec.graphql.org/September2025/#CoerceResult()</summary>
internal sealed class InvalidLeaf(object value, GraphQLType type) : GraphQLException(
    ErrorBuilder.New()
        .SetMessage($"A value of the C# type `{value.GetType().Name}` cannot be written as `{type}`.")
        .SetCode(ErrorCodes.InvalidLeaf).Build());
