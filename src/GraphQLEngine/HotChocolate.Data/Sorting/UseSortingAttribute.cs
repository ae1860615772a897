using GreenDonut.Data;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>
/// Gives a field that returns rows an argument <c>order</c>, which works like the <c>where</c> of
/// <see cref="UseFilteringAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class UseSortingAttribute : Attribute, IFieldConfiguration
{
    int IFieldConfiguration.Order => 2;

    void IFieldConfiguration.Configure(FieldDefinition field, TypeRegistry types)
        => RowFields.AddArgument(
            field, types, typeof(UseSortingAttribute), nameof(Apply), RequestedOrder.Argument,
            row => new ListType(new NonNullType(SortInputType.Of(row, types))));

    private static FieldResolver Apply<T>(FieldResolver next) => async context =>
    {
        SortDefinition<T>? order = RequestedOrder.Of<T>(context);
        object? value = await next(context).ConfigureAwait(false);
        return order is not null && RowFields.AsQueryable<T>(value) is { } rows ? order.Apply(rows) : value;
    };
}
