using HotChocolate.Types;

namespace HotChocolate.Data.Filters;

/// <summary>
/// The filter on the rows of a class, for <see cref="GraphQLTypeAttribute{T}"/> on a field of an input object. In C# the
/// value is a dictionary of what was given.
/// </summary>
/// <typeparam name="T">The class of the rows.</typeparam>
public sealed class FilterInputType<T> : IMadeType
{
    GraphQLType IMadeType.Of(TypeRegistry types)
        => types.Output(typeof(T)) is ObjectType row
            ? FilterTypes.Of(row, types)
            : throw new InvalidOperationException($"{typeof(T)} has no fields to filter by.");
}
