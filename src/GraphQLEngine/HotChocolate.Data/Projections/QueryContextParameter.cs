using System.Reflection;
using GreenDonut.Data;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>Fills resolver parameters of type <see cref="QueryContext{T}"/>.</summary>
internal static class QueryContextParameter
{
    /// <summary>How to fill the parameter; null for parameters of any other type.</summary>
    public static Func<ResolverContext, object?>? Bind(ParameterInfo parameter) => Is(parameter)
        ? GenericMethod.Of<Func<MemberInfo, Func<ResolverContext, object?>>>(
            typeof(QueryContextParameter),
            nameof(Create),
            parameter.ParameterType.GetGenericArguments()[0])(parameter.Member)
        : null;

    /// <summary>
    /// The class of rows for which a resolver takes the context, and so applies filters and orders itself, by
    /// <c>With</c>. Null if it takes none.
    /// </summary>
    public static Type? RowOf(MemberInfo resolver)
        => (resolver as MethodInfo)?.GetParameters().FirstOrDefault(Is)?.ParameterType.GetGenericArguments()[0];

    private static bool Is(ParameterInfo parameter)
        => ResultTypes.IsGeneric(parameter.ParameterType, typeof(QueryContext<>));

    private static Func<ResolverContext, object?> Create<T>(MemberInfo resolver)
    {
        bool isPaged = resolver.IsDefined(typeof(UsePagingAttribute));
        bool isFiltered = resolver.IsDefined(typeof(UseFilteringAttribute));
        bool isSorted = resolver.IsDefined(typeof(UseSortingAttribute));
        return context => new QueryContext<T>(
            Projection<T>.For(SelectedFields.Of(context), isPaged),
            isFiltered ? RequestedFilter.Of<T>(context) : null,
            isSorted ? RequestedOrder.Of<T>(context) : null);
    }
}
