namespace HotChocolate.Data;

/// <summary>How a property is compared. The negation of each is an operation too.</summary>
internal enum FilterOperator
{
    Equal,
    In,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    Contains,
    StartsWith,
    EndsWith,
}

/// <summary>An operation of a filter: a field of e.g. <c>IntOperationFilterInput</c>.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Operator">How the property is compared.</param>
/// <param name="IsNegated">Whether the rows are wanted for which the comparison does not hold.</param>
internal sealed record FilterOperation(string Name, FilterOperator Operator, bool IsNegated = false)
{
    private static readonly FilterOperation[] s_equality =
    [
        new("eq", FilterOperator.Equal),
        new("neq", FilterOperator.Equal, IsNegated: true),
    ];

    private static readonly FilterOperation[] s_membership =
    [
        new("in", FilterOperator.In),
        new("nin", FilterOperator.In, IsNegated: true),
    ];

    /// <summary>The operations on booleans, in the order of the schema.</summary>
    public static IReadOnlyList<FilterOperation> OfBoolean => s_equality;

    /// <summary>The operations on enums.</summary>
    public static IReadOnlyList<FilterOperation> OfEnum { get; } = [.. s_equality, .. s_membership];

    /// <summary>The operations on numbers and instants.</summary>
    public static IReadOnlyList<FilterOperation> OfComparable { get; } =
    [
        .. s_equality,
        .. s_membership,
        .. Both("gt", FilterOperator.GreaterThan),
        .. Both("gte", FilterOperator.GreaterThanOrEqual),
        .. Both("lt", FilterOperator.LessThan),
        .. Both("lte", FilterOperator.LessThanOrEqual),
    ];

    /// <summary>The operations on text.</summary>
    public static IReadOnlyList<FilterOperation> OfString { get; } =
    [
        .. s_equality,
        .. Both("contains", FilterOperator.Contains),
        .. s_membership,
        .. Both("startsWith", FilterOperator.StartsWith),
        .. Both("endsWith", FilterOperator.EndsWith),
    ];

    /// <summary>What the operation adds to the cost of a request: a search within text reads it all.</summary>
    public string Cost
        => Operator is FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith ? "20" : "10";

    private static FilterOperation[] Both(string name, FilterOperator comparison)
        => [new(name, comparison), new("n" + name, comparison, IsNegated: true)];
}
