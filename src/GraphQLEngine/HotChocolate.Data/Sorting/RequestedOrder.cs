using GreenDonut.Data;
using HotChocolate.Types;

namespace HotChocolate.Data;

/// <summary>The order that a request gives a field.</summary>
internal static class RequestedOrder
{
    public const string Argument = "order";

    /// <summary>The order; null where the request asks for none.</summary>
    /// <exception cref="GraphQLException">The order holds a null where there can be none.</exception>
    public static SortDefinition<T>? Of<T>(ResolverContext context)
    {
        int index = context.Field.Arguments.IndexOf(Argument);
        if (context.Argument(index) is not IReadOnlyList<object?> order)
        {
            return null;
        }

        var list = (ListType)context.Field.Arguments[index].Type;
        return ((SortInputType<T>)list.Named).Build(order);
    }
}
