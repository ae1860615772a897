using System.Linq.Expressions;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>The filter that a request gives a field.</summary>
internal static class RequestedFilter
{
    public const string Argument = "where";

    /// <summary>Which rows are wanted; null for all.</summary>
    /// <exception cref="GraphQLException">The filter holds a null where there can be none.</exception>
    public static Expression<Func<T, bool>>? Of<T>(ResolverContext context)
    {
        int index = context.Field.Arguments.IndexOf(Argument);
        if (context.Argument(index) is not InputObject filter)
        {
            return null;
        }

        ParameterExpression row = Expression.Parameter(typeof(T), "row");
        Expression? condition = ((FilterInputType)filter.Type).Build(new FilterTarget(row), filter);
        return condition is null ? null : Expression.Lambda<Func<T, bool>>(condition, row);
    }
}
