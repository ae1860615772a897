using HotChocolate.Types;
using HotChocolate.Types.Pagination;

namespace HotChocolate.Data;

/// <summary>The page that a request asks for; at least one of <c>first</c> and <c>last</c> is there.</summary>
/// <param name="First">The most rows wanted, counted from the start.</param>
/// <param name="Last">The most rows wanted, counted from the end.</param>
/// <param name="After">The index of the row before the first one wanted.</param>
/// <param name="Before">The index of the row behind the last one wanted.</param>
internal readonly record struct PageArguments(int? First, int? Last, long? After, long? Before)
{
    private static readonly (string Name, string Type, string Description)[] s_arguments =
    [
        ("first", "Int", "Returns the first _n_ elements from the list."),
        ("after", "String", "Returns the elements in the list that come after the specified cursor."),
        ("last", "Int", "Returns the last _n_ elements from the list."),
        ("before", "String", "Returns the elements in the list that come before the specified cursor."),
    ];

    /// <summary>
    /// Gives a field the arguments, unless they are parameters of its resolver. Returns the indices of <c>first</c>,
    /// <c>after</c>, <c>last</c> and <c>before</c>.
    /// </summary>
    public static int[] AddTo(FieldDefinition field, TypeRegistry types)
    {
        int[] indices = new int[s_arguments.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            (string name, string type, string description) = s_arguments[i];
            indices[i] = field.Arguments.FindIndex(argument => argument.Name == name);
            if (indices[i] < 0)
            {
                indices[i] = field.AddArgument(new InputValue(name) { Type = types.Scalar(type) });
            }

            field.Arguments[indices[i]].Description ??= description;
        }

        return indices;
    }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="GraphQLException">A number is out of range, or a cursor is none.</exception>
    public static PageArguments Read(ResolverContext context, int[] indices, PagingOptions options)
    {
        (int? first, int? last) = ReadSizes(context, indices, options);
        return new PageArguments(
            first is null && last is null ? options.EffectiveDefaultPageSize : first,
            last,
            Position("after", context.Argument(indices[1])),
            Position("before", context.Argument(indices[3])));
    }

    /// <summary>Reads <c>first</c> and <c>last</c>.</summary>
    /// <exception cref="GraphQLException">A number is out of range.</exception>
    public static (int? First, int? Last) ReadSizes(ResolverContext context, int[] indices, PagingOptions options)
        => (Size("first", context.Argument(indices[0]), options), Size("last", context.Argument(indices[2]), options));

    private static int? Size(string name, object? value, PagingOptions options)
    {
        int maximum = options.EffectiveMaxPageSize;
        return value switch
        {
            int size when size < 0 => throw DataErrors.TooSmall(name, size, maximum),
            int size when size > maximum => throw DataErrors.TooLarge(name, size, maximum),
            int size => size,
            _ => null,
        };
    }

    private static long? Position(string name, object? value) => value is not string cursor ? null
        : Cursor.TryParse(cursor, out long index) ? index
        : throw DataErrors.Cursor(name);
}
