using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace HotChocolate.Data;

/// <summary>
/// Has EF Core pass each list as one parameter, e.g. as an array or as JSON. By itself it may make one parameter of
/// each element, and so one SQL statement of each length.
/// </summary>
internal sealed class ListParameters : ExpressionVisitor
{
    private static readonly ListParameters s_instance = new();

    /// <summary>The predicate as the source's provider should get it.</summary>
    public static Expression<Func<T, bool>> For<T>(IQueryable<T> source, Expression<Func<T, bool>> predicate)
        => source.Provider is IAsyncQueryProvider ? (Expression<Func<T, bool>>)s_instance.Visit(predicate) : predicate;

    protected override Expression VisitMember(MemberExpression node)
        => node is { Type.IsArray: true, Expression: ConstantExpression { Type: { IsGenericType: true } owner } }
            && owner.GetGenericTypeDefinition() == typeof(QueryParameter<>)
            ? Expression.Call(typeof(EF), nameof(EF.Parameter), [node.Type], node)
            : base.VisitMember(node);
}
