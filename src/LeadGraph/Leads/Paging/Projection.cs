using System.Linq.Expressions;
using System.Reflection;
using LeadGraph.Data;
using Microsoft.EntityFrameworkCore.Query;

namespace LeadGraph.Leads.Paging;

/// <summary>The columns that a query reads.</summary>
internal static class Projection
{
    /// <summary>Reads no column; rows are only counted, or get the columns of an order.</summary>
    public static Expression<Func<UserActivity, UserActivity>> Nothing { get; } = x => new UserActivity();

    /// <summary>
    /// The columns in the one form in which they are always written, so that each set is compiled once.
    /// </summary>
    /// <param name="columns">The columns that a query reads; null for all.</param>
    public static Expression<Func<UserActivity, UserActivity>>? Uniform(
        Expression<Func<UserActivity, UserActivity>>? columns)
        => With(columns, []);

    /// <summary>Adds the user's id to the columns that a query reads; null for all.</summary>
    /// <param name="columns">The columns that it reads.</param>
    public static Expression<Func<UserActivity, UserActivity>>? WithUserId(
        Expression<Func<UserActivity, UserActivity>>? columns)
        => With(columns, [LeadColumn.UserId]);

    /// <summary>Adds the columns of an order to those that a query reads; null for all.</summary>
    /// <param name="columns">The columns that it reads.</param>
    /// <param name="order">The order.</param>
    public static Expression<Func<UserActivity, UserActivity>>? With(
        Expression<Func<UserActivity, UserActivity>>? columns, KeysetOrder order)
        => With(columns, order.Keys.Select(key => key.Column));

    /// <summary>Reads some columns alone.</summary>
    /// <param name="columns">The columns, each once.</param>
    public static Expression<Func<UserActivity, UserActivity>> Of(IEnumerable<LeadColumn> columns)
        => With(Nothing, columns)!;

    private static Expression<Func<UserActivity, UserActivity>>? With(
        Expression<Func<UserActivity, UserActivity>>? columns, IEnumerable<LeadColumn> needed)
    {
        (NewExpression? create, IReadOnlyList<MemberBinding> bindings) = columns?.Body switch
        {
            NewExpression only => (only, []),
            MemberInitExpression init => (init.NewExpression, init.Bindings),
            _ => ((NewExpression?)null, (IReadOnlyList<MemberBinding>)[])
        };
        if (columns is null || create is null)
        {
            return null;
        }

        ParameterExpression row = Expression.Parameter(typeof(UserActivity), "x");
        IEnumerable<MemberBinding> added = needed
            .Select(column => column.Property)
            .Where(property => bindings.All(binding => binding.Member.Name != property.Name))
            .Select(property => Expression.Bind(property, Expression.Property(row, property)));
        // In the order of the class and with one name of the row, because EF Core compiles selections that differ in
        // these anew.
        Expression body = Expression.MemberInit(
            create, bindings.Concat(added).OrderBy(binding => ((PropertyInfo)binding.Member).MetadataToken));
        return Expression.Lambda<Func<UserActivity, UserActivity>>(
            ReplacingExpressionVisitor.Replace(columns.Parameters[0], row, body), row);
    }
}
