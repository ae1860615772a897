using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>An input object type that restricts rows: a value of it becomes a condition.</summary>
internal abstract class FilterInputType(string name) : InputObjectType(name)
{
    public const string And = "and";
    public const string Or = "or";

    /// <summary>
    /// The condition that a value asks for, or null if it restricts nothing: what is left out, empty or null counts
    /// for nothing, within <c>or</c> too.
    /// </summary>
    /// <param name="target">What the condition is about: the row, or a property of it.</param>
    /// <param name="input">The coerced value.</param>
    /// <exception cref="GraphQLException">The value holds a null where there can be none.</exception>
    public Expression? Build(FilterTarget target, InputObject input)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        List<Expression> conditions = [];
        foreach ((InputValue field, object? value) in input.Given())
        {
            Expression? condition = field.Name switch
            {
                And when IsCombinator(field) => Combine(BuildEach(target, value), Expression.AndAlso),
                Or when IsCombinator(field) => Combine(BuildEach(target, value), Expression.OrElse),
                _ => BuildField(target, field.Name, value),
            };
            if (condition is not null)
            {
                conditions.Add(condition);
            }
        }

        return Combine(conditions, Expression.AndAlso);
    }

    /// <summary><c>and</c> and <c>or</c>, for types whose conditions can be combined.</summary>
    protected IEnumerable<InputValue> Combinators()
    {
        foreach (string name in (string[])[And, Or])
        {
            yield return new InputValue(name) { Type = new ListType(new NonNullType(this)) };
        }
    }

    /// <summary>The condition that one field asks for, or null.</summary>
    protected abstract Expression? BuildField(FilterTarget target, string name, object? value);

    private bool IsCombinator(InputValue field) => field.Type.Named == this;

    private List<Expression> BuildEach(FilterTarget target, object? list)
    {
        List<Expression> conditions = [];
        foreach (object? item in (IReadOnlyList<object?>?)list ?? [])
        {
            if (Build(target, (InputObject)item!) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }

    /// <summary>
    /// Combines in halves, so that a long list does not make a deep expression: providers recurse into it.
    /// </summary>
    private static Expression? Combine(List<Expression> conditions, Func<Expression, Expression, Expression> combine)
    {
        return conditions.Count == 0 ? null : Half(0, conditions.Count);

        Expression Half(int start, int count) => count == 1
            ? conditions[start]
            : combine(Half(start, count / 2), Half(start + (count / 2), count - (count / 2)));
    }
}

/// <summary>What a condition is about.</summary>
/// <param name="Value">The row or property.</param>
/// <param name="IsNullable">Whether it can be null.</param>
/// <param name="Condition">Makes the conditions on it, where it is a property.</param>
internal readonly record struct FilterTarget(
    Expression Value, bool IsNullable = false, FilterCondition? Condition = null);

/// <summary>A type such as <c>UserActivityFilterInput</c>: conditions on a row by its properties.</summary>
internal sealed class RowFilterInputType(string name) : FilterInputType(name)
{
    private readonly Dictionary<string, FilterableProperty> _properties = new(StringComparer.Ordinal);

    /// <summary>Gives the type its fields: the combinators and the properties.</summary>
    public void Complete(IEnumerable<FilterableProperty> properties)
    {
        List<InputValue> fields = [.. Combinators()];
        foreach (FilterableProperty property in properties)
        {
            if (property.Name is not (And or Or))
            {
                _properties.Add(property.Name, property);
                fields.Add(new InputValue(property.Name)
                {
                    Description = property.Field.Description,
                    Type = property.Type,
                });
            }
        }

        Fields = new(fields, field => field.Name);
    }

    protected override Expression? BuildField(FilterTarget target, string name, object? value)
    {
        FilterableProperty property = _properties[name];
        return value is InputObject operations
            ? property.Type.Build(
                new(
                    Expression.Property(target.Value, property.Field.Property!),
                    !property.Field.Type.IsNonNull,
                    property.Condition),
                operations)
            : throw DataErrors.Null(Name, name);
    }
}

/// <summary>A property that can be filtered by.</summary>
internal sealed record FilterableProperty(OutputField Field, OperationFilterInputType Type, FilterCondition Condition)
{
    public string Name => Field.Name;
}

/// <summary>A type such as <c>IntOperationFilterInput</c>: conditions on one property.</summary>
internal sealed class OperationFilterInputType(string name) : FilterInputType(name)
{
    private readonly Dictionary<string, FilterOperation> _operations = new(StringComparer.Ordinal);

    /// <summary>Gives the type its fields.</summary>
    /// <param name="operand">The type of values that properties are compared to.</param>
    /// <param name="operations">The operations, in the order of the schema.</param>
    public void Complete(NamedType operand, IReadOnlyList<FilterOperation> operations)
    {
        // Text alone combines conditions on one property; enums alone are never null within a list.
        List<InputValue> fields = operations == FilterOperation.OfString ? [.. Combinators()] : [];
        GraphQLType item = operand is EnumType ? new NonNullType(operand) : operand;
        foreach (FilterOperation operation in operations)
        {
            _operations.Add(operation.Name, operation);
            fields.Add(new InputValue(operation.Name)
            {
                Type = operation.Operator == FilterOperator.In ? new ListType(item) : operand,
                Directives = [CostDirectives.Cost(operation.Cost)],
            });
        }

        Fields = new(fields, field => field.Name);
    }

    protected override Expression BuildField(FilterTarget target, string name, object? value)
    {
        FilterOperation operation = _operations[name];
        if (value is null && !(operation.Operator == FilterOperator.Equal && target.IsNullable))
        {
            throw DataErrors.Null(Name, name);
        }

        if (operation.Operator == FilterOperator.In
            && !target.IsNullable && ((IReadOnlyList<object?>)value!).Contains(null))
        {
            throw DataErrors.NullInList(Name, name);
        }

        return target.Condition!.Build(target.Value, target.IsNullable, operation, value);
    }
}
