using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using HotChocolate;
using LeadGraph.Limits;

namespace LeadGraph.GraphQL;

/// <summary>Limits the size of filters and searches.</summary>
public static class FilterSizeLimit
{
    /// <summary>Checks the size of a filter.</summary>
    /// <param name="filter">The filter; null for none.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="GraphQLException">The filter has too many conditions, items or characters.</exception>
    public static void Check(LambdaExpression? filter, LimitOptions limits)
    {
        var conditions = new Stack<Expression>();
        conditions.Push(filter?.Body ?? Expression.Empty());
        int count = 0;
        // A stack instead of recursion, because a deep filter would overflow the call stack.
        while (conditions.TryPop(out Expression? condition))
        {
            if (condition is BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse } pair)
            {
                conditions.Push(pair.Left);
                conditions.Push(pair.Right);
            }
            else if (condition is UnaryExpression { NodeType: ExpressionType.Not } not)
            {
                conditions.Push(not.Operand);
            }
            else
            {
                if (++count > limits.FilterConditions)
                {
                    throw TooLarge($"A filter may have at most {limits.FilterConditions} conditions.");
                }

                new ValueCheck(limits).Visit(condition);
            }
        }
    }

    /// <summary>Checks the length of a search.</summary>
    /// <param name="search">The text; null for none.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="GraphQLException">The text is too long.</exception>
    public static void Check(string? search, LimitOptions limits)
    {
        if (search?.Length > limits.TextLength)
        {
            throw TooLarge($"`search` accepts at most {limits.TextLength} characters.");
        }
    }

    private static GraphQLException TooLarge(string message)
        => new(ErrorBuilder.New().SetMessage(message).SetCode("FILTER_TOO_LARGE").Build());

    private sealed class ValueCheck(LimitOptions limits) : ExpressionVisitor
    {
        protected override Expression VisitConstant(ConstantExpression node)
        {
            Check(node.Value);
            return node;
        }

        // A value of the request is a member of a constant object in the expression.
        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression is ConstantExpression { Value: { } owner })
            {
                Check(node.Member is FieldInfo field
                    ? field.GetValue(owner) : (node.Member as PropertyInfo)?.GetValue(owner));
                return node;
            }

            return base.VisitMember(node);
        }

        private void Check(object? value)
        {
            switch (value)
            {
                case string text when text.Length > limits.TextLength:
                    throw TooLarge($"A text in a filter may have at most {limits.TextLength} characters.");
                case ICollection list when list.Count > limits.FilterListItems:
                    throw TooLarge($"A list in a filter may have at most {limits.FilterListItems} items.");
                case IEnumerable<string?> texts:
                    foreach (string? item in texts)
                    {
                        Check(item);
                    }

                    break;
            }
        }
    }
}
