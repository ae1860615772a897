using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using HotChocolate.Execution;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>
/// Makes expressions like <c>row => new Lead { UserId = row.UserId }</c> that copy only what the selected fields
/// need: the properties that they show and those that their resolvers require of the parent.
/// </summary>
internal static class Projection<T>
{
    private static readonly bool s_hasConstructor = typeof(T).GetConstructor(Type.EmptyTypes) is not null;

    // A plan is kept for all requests with the same document; so are the expressions made for it.
    private static readonly ConditionalWeakTable<Selection, StrongBox<Expression<Func<T, T>>?>> s_known = [];

    /// <summary>
    /// The expression for a field that returns rows, a page of them or a single one. Null where only whole rows will
    /// do, e.g. where the class has no constructor without parameters.
    /// </summary>
    public static Expression<Func<T, T>>? For(Selection selection, bool isPaged) => s_known.GetValue(
        selection, key => new StrongBox<Expression<Func<T, T>>?>(Create(key, isPaged))).Value;

    private static Expression<Func<T, T>>? Create(Selection selection, bool isPaged)
    {
        List<SelectionSet?> rows = [];
        if (isPaged)
        {
            ConnectionSelection.CollectRows(selection, rows);
        }
        else
        {
            rows.Add(SelectedFields.Below(selection, typeof(T)));
        }

        if (!s_hasConstructor || rows.Exists(row => row?.Type.RuntimeType != typeof(T)))
        {
            return null;
        }

        HashSet<PropertyInfo> properties = [];
        foreach (OutputField field in rows.SelectMany(row => row!.Selections).Select(selected => selected.Field))
        {
            if (field.Property is { } shown)
            {
                properties.Add(shown);
            }

            foreach (string name in field.Requirements)
            {
                properties.Add(typeof(T).GetProperty(name)!);
            }
        }

        return properties.All(property => property.SetMethod is { IsPublic: true }) ? Copy(properties) : null;
    }

    private static Expression<Func<T, T>> Copy(IEnumerable<PropertyInfo> properties)
    {
        ParameterExpression row = Expression.Parameter(typeof(T), "row");
        // In the order of the class, so that selections that differ only in order are one query to the provider.
        IEnumerable<MemberAssignment> bindings = properties.OrderBy(property => property.MetadataToken)
            .Select(property => Expression.Bind(property, Expression.Property(row, property)));
        return Expression.Lambda<Func<T, T>>(Expression.MemberInit(Expression.New(typeof(T)), bindings), row);
    }
}
