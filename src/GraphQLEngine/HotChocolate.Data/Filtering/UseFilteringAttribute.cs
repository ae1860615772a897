using System.Linq.Expressions;
using GreenDonut.Data;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>
/// Gives a field that returns rows an argument <c>where</c>. Beside a <see cref="QueryContext{T}"/> parameter the
/// filter is part of that; without one it is applied to the <see cref="IQueryable{T}"/> that the resolver returns.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class UseFilteringAttribute : Attribute, IFieldConfiguration
{
    int IFieldConfiguration.Order => 1;

    void IFieldConfiguration.Configure(FieldDefinition field, TypeRegistry types)
        => RowFields.AddArgument(
            field, types, typeof(UseFilteringAttribute), nameof(Apply), RequestedFilter.Argument,
            row => FilterTypes.Of(row, types));

    private static FieldResolver Apply<T>(FieldResolver next) => async context =>
    {
        Expression<Func<T, bool>>? filter = RequestedFilter.Of<T>(context);
        object? value = await next(context).ConfigureAwait(false);
        return filter is not null && RowFields.AsQueryable<T>(value) is { } rows
            ? rows.Where(ListParameters.For(rows, filter))
            : value;
    };
}
