using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using HotChocolate;
using LeadGraph.Limits;

namespace LeadGraph.GraphQL;

/// <summary>Bounds what a client's filter makes the database do.</summary>
public static class FilterSizeLimit
{
    /// <summary>Lets a filter pass that is no larger than the limits.</summary>
    /// <param name="filter">The filter; null restricts nothing.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="GraphQLException">It has too many conditions, or a list in it has too many items.</exception>
    public static void Check(LambdaExpression? filter, LimitOptions limits)
    {
        var conditions = new Stack<Expression>();
        conditions.Push(filter?.Body ?? Expression.Empty());
        int count = 0;
        // Without recursion: the filter may be deeper than the stack.
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

    /// <summary>Lets a text to search for pass that is no longer than the limit.</summary>
    /// <param name="search">The text; null restricts nothing.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="GraphQLException">It is longer.</exception>
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

        // A value of the request, as the object that holds it has it.
        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression is ConstantExpression { Value: { } holder })
            {
                Check(node.Member is FieldInfo field
                    ? field.GetValue(holder) : (node.Member as PropertyInfo)?.GetValue(holder));
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
